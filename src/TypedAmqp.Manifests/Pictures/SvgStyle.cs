namespace TypedAmqp.Manifests;

/// <summary>The style sheet within the picture.</summary>
internal static class SvgStyle
{
    public const string Text = """
        <style>
        svg{--page:#ffffff;--box:#ffffff;--line:#d4d9e1;--ink:#1b2430;--soft:#5d6b7d;--queue:#eaf6ee;--queueink:#14532d;--service:#f3edfb;--serviceink:#581c87;--red:#cf222e;--amber:#b45309;--tint:14%;
        --p0:#2563eb;--p1:#0f8a83;--p2:#9333ea;--p3:#c2410c;--p4:#0369a1;--p5:#be185d;--p6:#4d7c0f;--p7:#6d5b3e;font-family:ui-sans-serif,system-ui,"Segoe UI",Roboto,Helvetica,Arial,sans-serif}
        @media(prefers-color-scheme:dark){svg{--page:#0d1117;--box:#161b22;--line:#3a434f;--ink:#e6edf3;--soft:#9aa7b6;--queue:#16301f;--queueink:#a7e3b9;--service:#2a1d42;--serviceink:#d9c2ff;--red:#ff7b72;--amber:#e3a33b;--tint:26%;
        --p0:#6ea8ff;--p1:#3fc5bb;--p2:#c792ff;--p3:#ff9259;--p4:#5cc0f2;--p5:#ff85b5;--p6:#a3d24f;--p7:#d0b98f}}
        .c0{--own:var(--p0)}.c1{--own:var(--p1)}.c2{--own:var(--p2)}.c3{--own:var(--p3)}.c4{--own:var(--p4)}.c5{--own:var(--p5)}.c6{--own:var(--p6)}.c7{--own:var(--p7)}
        .page{fill:var(--page)}.name{font-size:19px;font-weight:700;fill:var(--ink)}
        .box{fill:var(--box);stroke:var(--line)}.exchange .box{stroke:var(--own);stroke-width:1.3}
        .exchange .bar{fill:color-mix(in srgb,var(--own) var(--tint),var(--box))}.queue .bar{fill:var(--queue)}.service .bar{fill:var(--service)}
        .head{font-size:13.5px;font-weight:650;fill:var(--ink)}.queue .head{fill:var(--queueink)}.service .head{fill:var(--serviceink)}
        .badge{fill:var(--box);stroke:var(--line)}.mark{font-size:10.5px;fill:var(--soft);text-anchor:middle}
        .fact,.contract,.dead,.other{font-size:11px}.fact{fill:var(--soft)}.contract{fill:var(--ink);font-weight:550}text.dead{fill:var(--red)}text.other{fill:var(--amber)}
        .key,.right{font:11px ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace}.key{fill:var(--ink)}.right{fill:var(--soft);text-anchor:end}
        .edge{fill:none;stroke:var(--own);stroke-width:1.5}.edge.late{stroke-dasharray:1.5 4;stroke-linecap:round}.edge.dead{stroke:var(--red);stroke-dasharray:6 4}.edge.other{stroke:var(--amber);stroke-dasharray:9 3 2 3}
        .tip{fill:var(--own)}.tip.dead{fill:var(--red)}.tip.other{fill:var(--amber)}.edge:hover{stroke-width:3}
        </style>

        """;
}
