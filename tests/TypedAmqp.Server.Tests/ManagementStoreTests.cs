using System.Text;

namespace TypedAmqp.Server.Tests;

/// <summary>What the management API answered is in the files of the broker, as it is over AMQP: a killed process does not take it back.</summary>
public sealed class ManagementStoreTests
{
    [Fact]
    public async Task What_is_declared_is_kept_before_it_is_answered()
    {
        string folder = Directory.CreateTempSubdirectory("typedamqp-management-").FullName;
        try
        {
            await using ManagementClient api = await ManagementClient.StartAsync(dataFolder: folder);
            for (int i = 0; i < 10; i++)
            {
                await MakeAsync(api, folder, "PUT", $"api/queues/%2F/queue-{i}", """{"durable":true}""", $"queue-{i}");
                await MakeAsync(api, folder, "PUT", $"api/exchanges/%2F/exchange-{i}", """{"type":"topic","durable":true}""", $"exchange-{i}");
                await MakeAsync(
                    api, folder, "POST", $"api/bindings/%2F/e/exchange-{i}/q/queue-{i}", $$"""{"routing_key":"key-{{i}}"}""", $"key-{i}");
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task MakeAsync(ManagementClient api, string folder, string method, string address, string body, string text)
    {
        Assert.Equal(201, (await api.SendAsync(method, address, body)).Status);
        Assert.Contains(Directory.EnumerateFiles(folder, "*.log"), path => Octets(path).IndexOf(Encoding.UTF8.GetBytes(text)) > 0);
    }

    private static ReadOnlySpan<byte> Octets(string path)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        byte[] octets = new byte[file.Length];
        return octets.AsSpan(0, file.ReadAtLeast(octets, octets.Length, throwOnEndOfStream: false));
    }
}
