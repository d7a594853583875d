using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using TypedAmqp.Peers;

namespace TypedAmqp.Manifests.Tests;

/// <summary>The picture: no box on another, no line through a box, no text out of its box.</summary>
public sealed partial class SvgTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(60)]
    [InlineData(500)]
    public void Boxes_stand_apart_and_lines_go_round_them(int entities)
    {
        XElement picture = XElement.Parse(SvgDiagram.Write(entities == 0 ? TopologyModelTests.Depot : ManyEntities.Create(entities)));
        Box[] boxes = [.. picture.Descendants(Svg + "g")
            .Where(group => group.Attribute("class")?.Value.StartsWith("card", StringComparison.Ordinal) == true)
            .Select(Box.Of)];
        Assert.Equal(entities == 0 ? 21 : entities, boxes.Length);
        for (int index = 0; index < boxes.Length; index++)
        {
            Assert.All(boxes.Skip(index + 1), other => Assert.False(
                boxes[index].Meets(other.Left - 5, other.Top - 5, other.Right + 5, other.Bottom + 5), $"{boxes[index]} is on {other}"));
        }

        XElement[] lines = [.. picture.Descendants(Svg + "path")
            .Where(path => path.Attribute("class")!.Value.StartsWith("edge", StringComparison.Ordinal) && path.Element(Svg + "title") is not null)];
        Assert.NotEmpty(lines);
        foreach (XElement line in lines)
        {
            foreach ((double left, double top, double right, double bottom) in Segments(line.Attribute("d")!.Value))
            {
                Assert.All(
                    boxes, box => Assert.False(box.Meets(left, top, right, bottom), $"{line.Element(Svg + "title")!.Value} goes through {box}"));
            }
        }

        // Not a ribbon: it fits on a wide page or a long one.
        double ratio = Number(picture, "width") / Number(picture, "height");
        Assert.InRange(ratio, 0.2, 6);
    }

    [Fact]
    public void The_legend_has_the_lines_that_there_are_and_many_lines_to_one_place_become_words()
    {
        Assert.Equal(["binding", "binding chosen while running", "dead letters", "what nothing matches"], Legend(TopologyModelTests.Depot));
        Assert.Equal(["binding", "dead letters"], Legend(ManyEntities.Create(5)));
        Assert.Equal(["binding"], Legend(ManyEntities.Create(500)));
        XElement many = XElement.Parse(SvgDiagram.Write(ManyEntities.Create(500)));
        Assert.Contains(many.Descendants(Svg + "text"), text => text.Value == "dead letters of 79 queues");
    }

    [SkippableFact(typeof(PeerMissingException))]
    public async Task In_a_browser_each_text_is_within_its_box_and_beside_the_others()
    {
        string page = $$"""
            <!doctype html><body>{{SvgDiagram.Write(TopologyModelTests.Depot)}}<p id="result"></p><script>
            const problems = [];
            let texts = 0;
            for (const card of document.querySelectorAll('g.card')) {
              const box = card.querySelector('.box').getBoundingClientRect();
              const before = [];
              for (const text of card.querySelectorAll('text')) {
                const own = text.getBoundingClientRect();
                texts++;
                for (const other of before) {
                  const middle = (other.top + other.bottom) / 2;
                  if (own.top < middle && middle < own.bottom && own.left < other.right + 4 && other.left < own.right + 4) problems.push('on another: ' + text.textContent);
                }
                before.push(own);
                if (own.left < box.left + 4 || own.right > box.right - 4 || own.top < box.top || own.bottom > box.bottom) problems.push(text.textContent);
              }
            }
            document.getElementById('result').textContent = texts + ' texts, outside: [' + problems.join('|') + '], page ' + getComputedStyle(document.querySelector('.page')).fill;
            </script></body>
            """;
        Match result = Result().Match(await Chromium.DumpAsync(page));
        Assert.True(result.Success);
        Assert.Equal("", result.Groups["outside"].Value);
        Assert.True(int.Parse(result.Groups["texts"].Value, CultureInfo.InvariantCulture) > 80);
        Assert.Equal("rgb(255, 255, 255)", result.Groups["page"].Value);
    }

    [Fact]
    public void Names_that_mean_something_to_xml_are_names()
    {
        TopologyModel topology = new("a<b>&\"c\"")
        {
            Exchanges = [new DeclaredExchange("T", new ExchangeDescriptor("<script>", "topic"))],
            Queues = [new DeclaredQueue("U", new QueueDescriptor("q\u0001&"))],
            Bindings = [new BindingDescriptor("<script>", "q\u0001&", "<#>")],
        };
        XElement picture = XElement.Parse(SvgDiagram.Write(topology));
        Assert.Equal("a<b>&\"c\"", picture.Element(Svg + "title")!.Value);
        Assert.Contains(picture.Descendants(Svg + "text"), text => text.Value == "<#>");
        Assert.Contains("#60;script#62;", MermaidDiagram.Write(topology), StringComparison.Ordinal);
        Assert.NotEmpty(SvgDiagram.Write(new TopologyModel("empty")));
    }

    private static IEnumerable<string> Legend(TopologyModel topology) =>
        XElement.Parse(SvgDiagram.Write(topology)).Elements(Svg + "text").Skip(1).Select(static text => text.Value);

    private static double Number(XElement element, string name) => double.Parse(element.Attribute(name)!.Value, CultureInfo.InvariantCulture);

    private static IEnumerable<(double Left, double Top, double Right, double Bottom)> Segments(string path)
    {
        double x = 0;
        double y = 0;
        foreach (Match command in Commands().Matches(path))
        {
            double[] numbers =
                [.. Numbers().Matches(command.Groups["numbers"].Value).Select(number => double.Parse(number.Value, CultureInfo.InvariantCulture))];
            (double fromX, double fromY) = (x, y);
            (x, y) = command.Groups["letter"].Value switch
            {
                "H" => (numbers[0], y),
                "V" => (x, numbers[0]),
                "Q" => (numbers[2], numbers[3]),
                _ => (numbers[0], numbers[1]),
            };
            if (command.Groups["letter"].Value != "M")
            {
                yield return (Math.Min(fromX, x), Math.Min(fromY, y), Math.Max(fromX, x), Math.Max(fromY, y));
            }
        }
    }

    [GeneratedRegex(@"(?<letter>[MHVQ])(?<numbers>[-\d. ]+)")]
    private static partial Regex Commands();

    [GeneratedRegex(@"-?\d+(\.\d+)?")]
    private static partial Regex Numbers();

    [GeneratedRegex(@"(?<texts>\d+) texts, outside: \[(?<outside>[^\]]*)\], page (?<page>rgb\([^)]*\))")]
    private static partial Regex Result();

    private sealed record Box(string Name, double Left, double Top, double Right, double Bottom)
    {
        public static Box Of(XElement group)
        {
            string[] place = group.Attribute("transform")!.Value["translate(".Length..^1].Split(' ');
            XElement box = group.Element(Svg + "rect")!;
            double left = double.Parse(place[0], CultureInfo.InvariantCulture);
            double top = double.Parse(place[1], CultureInfo.InvariantCulture);
            return new Box(group.Element(Svg + "title")!.Value, left, top, left + Number(box, "width"), top + Number(box, "height"));
        }

        public bool Meets(double left, double top, double right, double bottom) =>
            left < Right - 0.2 && right > Left + 0.2 && top < Bottom - 0.2 && bottom > Top + 0.2;
    }
}
