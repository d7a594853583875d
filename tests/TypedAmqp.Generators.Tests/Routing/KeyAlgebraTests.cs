using TypedAmqp.Generators.Model;
using TypedAmqp.Generators.Routing;

namespace TypedAmqp.Generators.Tests.Routing;

/// <summary>The automata against an enumeration of everything short.</summary>
public sealed class KeyAlgebraTests
{
    /// <summary>Words of the patterns and templates. No pattern says <c>q</c>: it stands for every other word.</summary>
    private static readonly string[] Words = ["a", "b", "", "q"];

    private static readonly string[] Keys = [.. Enumerable.Range(0, 6).SelectMany(AllKeys).Distinct()];

    [Fact]
    public void EveryPatternMatchesWhatTheReferenceMatches()
    {
        foreach (string pattern in AllPatterns(3))
        {
            WordAutomaton automaton = BindingPattern.Topic(pattern);
            foreach (string key in Keys)
            {
                bool expected = ReferenceMatcher.Matches(pattern, key);
                Assert.True(
                    expected == KeyAlgebra.CanMatch(TemplateWords.Build(KeyTemplate.Literal(key)), automaton),
                    $"'{pattern}' and '{key}': the reference says {expected}");
            }
        }
    }

    [Fact]
    public void ATemplateCanMatchExactlyWhenOneOfItsKeysDoes()
    {
        Random random = new(20_260_101);
        for (int round = 0; round < 4_000; round++)
        {
            RandomTemplate template = RandomTemplate.Next(random);
            string pattern = RandomPattern(random);
            bool expected = template.Keys().Any(key => ReferenceMatcher.Matches(pattern, key));
            bool actual = KeyAlgebra.CanMatch(TemplateWords.Build(template.Template), BindingPattern.Topic(pattern));
            Assert.True(expected == actual, $"round {round}: '{template.Template.Text}' and '{pattern}': enumeration says {expected}");
        }
    }

    [Fact]
    public void ATemplateIsCoveredExactlyWhenAllItsKeysAre()
    {
        Random random = new(20_260_102);
        int covered = 0;
        for (int round = 0; round < 4_000; round++)
        {
            RandomTemplate template = RandomTemplate.Next(random);
            string[] patterns = [.. Enumerable.Range(0, random.Next(4)).Select(_ => RandomPattern(random))];
            bool expected = template.Keys().All(key => patterns.Any(pattern => ReferenceMatcher.Matches(pattern, key)));
            string? uncovered = KeyAlgebra.FindUncovered(TemplateWords.Build(template.Template), [.. patterns.Select(BindingPattern.Topic)]);
            Assert.True(
                expected == uncovered is null,
                $"round {round}: '{template.Template.Text}' and '{string.Join("', '", patterns)}': enumeration says {expected}, example '{uncovered}'");
            if (uncovered is not null)
            {
                Assert.DoesNotContain(patterns, pattern => ReferenceMatcher.Matches(pattern, uncovered));
                Assert.True(template.CanBe(uncovered), $"round {round}: '{template.Template.Text}' never becomes '{uncovered}'");
            }

            covered += expected ? 1 : 0;
        }

        Assert.InRange(covered, 200, 3_800); // both answers occur often enough to mean something
    }

    [Theory]
    [InlineData("", "", true)]
    [InlineData("", "#", true)]
    [InlineData("", "*", false)]
    [InlineData("a", "a.#", true)]
    [InlineData("a.b", "#.b.#", true)]
    [InlineData("a..b", "a.*.b", true)]
    [InlineData("a.b", "a.*x", false)]
    public void WordsAreCountedAsRabbitMqCountsThem(string key, string pattern, bool expected)
    {
        Assert.Equal(expected, KeyAlgebra.CanMatch(TemplateWords.Build(KeyTemplate.Literal(key)), BindingPattern.Topic(pattern)));
        Assert.Equal(expected, KeyAlgebra.FindUncovered(TemplateWords.Build(KeyTemplate.Literal(key)), [BindingPattern.Topic(pattern)]) is null);
    }

    [Fact]
    public void WildcardsMeanNothingToADirectExchange()
    {
        Assert.False(KeyAlgebra.CanMatch(TemplateWords.Build(KeyTemplate.Literal("order.eu")), BindingPattern.Direct("order.*")));
        Assert.True(KeyAlgebra.CanMatch(TemplateWords.Build(KeyTemplate.Literal("order.*")), BindingPattern.Direct("order.*")));
    }

    [Fact]
    public void AQuestionOfHostileSizeEnds()
    {
        // The place of each a among the last 24 words must be remembered: two to the power of 24 states.
        string tail = string.Concat(Enumerable.Repeat(".*", 24));
        string[] patterns = ["#.a" + tail, "#.*"];
        KeyTemplate template = KeyTemplates.Parse("{Text}", ("Text", PlaceholderKind.Text));
        Assert.Null(KeyAlgebra.FindUncovered(TemplateWords.Build(template), [.. patterns.Select(BindingPattern.Topic)]));
    }

    private static IEnumerable<string> AllKeys(int length) => AllOf(Words, length).Select(static words => string.Join(".", words));

    private static IEnumerable<string> AllPatterns(int longest) =>
        Enumerable.Range(0, longest + 1)
            .SelectMany(static length => AllOf(["a", "b", "", "*", "#"], length))
            .Select(static words => string.Join(".", words))
            .Distinct();

    private static IEnumerable<string[]> AllOf(string[] words, int length) =>
        length == 0 ? [[]] : AllOf(words, length - 1).SelectMany(_ => words, static (before, word) => (string[])[.. before, word]);

    private static string RandomPattern(Random random) =>
        string.Join(".", Enumerable.Range(0, random.Next(4)).Select(_ => random.GetItems(["a", "b", "va", "v1", "*", "#", "*", "#"], 1)[0]));
}
