using System.IO.Compression;
using System.Runtime.InteropServices;
using TypedAmqp.Testing;

namespace TypedAmqp.Generators.Tests.CommandLine;

/// <summary>
/// The packages as somebody gets them who does what the README says: the command, and the library in a fresh project. It brings the runtime, the
/// generator, the analyzers with their fixes and what the build needs; the program publishes trimmed, without a warning.
/// </summary>
public sealed class PackageTests(BuiltPackages built) : IClassFixture<BuiltPackages>
{
    private const string Program = """
        using System.Text.Json.Serialization;
        using TypedAmqp;

        [assembly: Topology("shop", Json = typeof(ShopJson))]

        await using AmqpBus bus = await AmqpBus.ConnectAsync(args[0], ShopTopology.Instance);
        await using ConsumerSubscription server = await bus.ServeAsync(new PricingService());
        await using ConsumerSubscription billing = await bus.ConsumeAsync(new BillingHandler());
        await bus.Orders().PublishAsync(new OrderPlaced(Region.Eu, 7));
        int number = await BillingHandler.Received.Task.WaitAsync(TimeSpan.FromSeconds(30));
        Quote quote = await bus.Pricing().QuoteAsync(new QuoteRequest(number));
        Console.WriteLine($"order {number} costs {quote.Price}");

        public enum Region { Eu, Us }
        [Message("order.placed")] public sealed record OrderPlaced(Region Region, int Number);
        [Exchange("orders", ExchangeType.Topic)] [Publishes<OrderPlaced>("order.{Region}.placed")] public partial class Orders;
        [Queue("billing")] [Binding<Orders>("order.*.placed")] public partial class Billing;

        public sealed class BillingHandler : Billing.IConsumer
        {
            public static TaskCompletionSource<int> Received { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

            public ValueTask HandleAsync(OrderPlaced message, Delivery delivery, CancellationToken cancellationToken)
            {
                Received.TrySetResult(message.Number);
                return ValueTask.CompletedTask;
            }
        }

        public sealed record QuoteRequest(int Number);
        public sealed record Quote(decimal Price);

        [RpcService("pricing", Timeout = 30 * Duration.Second)]
        public interface IPricing { Task<Quote> QuoteAsync(QuoteRequest request, CancellationToken cancellationToken = default); }

        public sealed class PricingService : IPricing
        {
            public Task<Quote> QuoteAsync(QuoteRequest request, CancellationToken cancellationToken) => Task.FromResult(new Quote(request.Number * 1.5m));
        }

        [JsonSerializable(typeof(OrderPlaced))] [JsonSerializable(typeof(QuoteRequest))] [JsonSerializable(typeof(Quote))]
        internal sealed partial class ShopJson : JsonSerializerContext;
        """;

    [Fact]
    public async Task TheCommandIsInstalled()
    {
        (int exitCode, string output) = await Sdk.RunAsync(
            built.Folder.FullName, $"{BuiltPackages.Command("tool install")} --version {built.Version}");
        Assert.True(exitCode == 0, output);
        (exitCode, output) = await Sdk.RunAsync(built.Folder.FullName, "--version", Path.Combine(built.Folder.FullName, "tools", "typedamqp"));
        Assert.True(exitCode == 0, output);
        Assert.Matches(@"^\d+\.\d+", output);
    }

    [Fact]
    public async Task AFreshProjectNeedsNothingElse()
    {
        using (ZipArchive package = await ZipFile.OpenReadAsync(Path.Combine(built.Folder.FullName, "packages", $"TypedAmqp.{built.Version}.nupkg")))
        {
            string[] files = [.. package.Entries.Select(static entry => entry.FullName)];

            // Help links lead there.
            Assert.Contains("diagnostics/TAMQP301.md", files);
            string[] expected =
            [
                "lib/net10.0/TypedAmqp.dll",
                "lib/net10.0/TypedAmqp.xml",
                "analyzers/dotnet/cs/TypedAmqp.Generators.dll",
                "analyzers/dotnet/cs/TypedAmqp.CodeFixes.dll",
                "build/TypedAmqp.props",
                "buildTransitive/TypedAmqp.props",
            ];
            Assert.Empty(expected.Except(files));
        }

        string app = built.Folder.CreateSubdirectory("app").FullName;
        await File.WriteAllTextAsync(Path.Combine(app, "Directory.Build.props"), "<Project />");
        await File.WriteAllTextAsync(
            Path.Combine(app, "nuget.config"),
            """<configuration><packageSources><add key="built" value="../packages" /></packageSources></configuration>""");
        await File.WriteAllTextAsync(Path.Combine(app, "App.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                <InvariantGlobalization>true</InvariantGlobalization>
                <IsAotCompatible>true</IsAotCompatible>
                <PublishTrimmed>true</PublishTrimmed>
                <TrimmerSingleWarn>false</TrimmerSingleWarn>
                <SelfContained>true</SelfContained>
                <RuntimeIdentifier>{RuntimeInformation.RuntimeIdentifier}</RuntimeIdentifier>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="TypedAmqp" Version="{built.Version}" />
              </ItemGroup>
            </Project>
            """);
        string program = Path.Combine(app, "Program.cs");
        await File.WriteAllTextAsync(program, Program);
        (int exitCode, string output) = await Sdk.RunAsync(app, "publish -c Release --nologo -o out -nodeReuse:false -p:UseSharedCompilation=false");
        Assert.Empty(Sdk.Problems(output, app));
        Assert.True(exitCode == 0, output);

        // As it was built, and as it was trimmed.
        await using TestBroker broker = await TestBroker.StartAsync();
        string executableAsBuilt = Path.Combine(app, "bin", "Release", "net10.0", RuntimeInformation.RuntimeIdentifier, "App");
        foreach (string executable in (string[])[executableAsBuilt, Path.Combine(app, "out", "App")])
        {
            (exitCode, output) = await Sdk.RunAsync(app, broker.Uri, executable);
            Assert.True(exitCode == 0, output);
            Assert.Equal("order 7 costs 10.5", output.Trim());
        }

        // The analyzers have come along, and know what the project sets.
        await File.WriteAllTextAsync(program, Program.Replace("\"billing\"", "\"amq.billing\""));
        (_, output) = await Sdk.RunAsync(app, "build -c Release --no-restore --nologo -v q -nodeReuse:false -p:UseSharedCompilation=false");
        Assert.StartsWith("Program.cs(17,9): error TAMQP002: 'amq.billing'", Assert.Single(Sdk.Problems(output, app)));
    }
}
