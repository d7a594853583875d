using System.Text;

namespace TypedAmqp.Broker.Tests.Exchanges;

public sealed class OctetMapTests
{
    [Fact]
    public void Agrees_with_a_dictionary()
    {
        Random random = new(7);
        OctetMap<string> map = new();
        Dictionary<string, string> expected = [];
        for (int i = 0; i < 20_000; i++)
        {
            string name = new string('n', random.Next(40)) + random.Next(300);
            byte[] octets = Encoding.UTF8.GetBytes(name);
            if (expected.Remove(name))
            {
                map.Remove(octets);
                Assert.Null(map.Find(octets));
            }
            else
            {
                expected.Add(name, name);
                map.Add(octets, name);
                Assert.Same(name, map.Find(octets));
            }
        }

        Assert.Equal(expected.Count, map.Count);
        Assert.Equal(expected.Keys.Order(), map.Order());
        Assert.All(expected, entry => Assert.Same(entry.Value, map.Find(Encoding.UTF8.GetBytes(entry.Key))));
    }

    [Fact]
    public async Task Readers_always_find_what_stays()
    {
        OctetMap<string> map = new();
        map.Add("stays"u8.ToArray(), "stays");
        using CancellationTokenSource done = new();
        Task<int> reader = Task.Run(() =>
        {
            int missed = 0;
            while (!done.IsCancellationRequested)
            {
                missed += map.Find("stays"u8) is null ? 1 : 0;
            }

            return missed;
        });
        for (int round = 0; round < 200; round++)
        {
            for (int i = 0; i < 200; i++)
            {
                map.Add(BitConverter.GetBytes(i), "goes");
            }

            for (int i = 0; i < 200; i++)
            {
                map.Remove(BitConverter.GetBytes(i));
            }
        }

        await done.CancelAsync();
        Assert.Equal(0, await reader);
        Assert.Equal(1, map.Count);
    }
}
