using System.Text.Json;

namespace TypedAmqp.Peers;

/// <summary>The folder in which a RabbitMQ lives: configuration, users and virtual hosts to load, data, log, and the cookie of Erlang.</summary>
internal sealed class RabbitMqFolder
{
    private RabbitMqFolder(string path)
    {
        Path = path;
    }

    /// <summary>The folder's path.</summary>
    public string Path { get; }

    /// <summary>What makes RabbitMQ live here and not in the places of its installation.</summary>
    public Dictionary<string, string> Environment => new()
    {
        // Erlang keeps the cookie, which server and name server share, in the home folder.
        ["HOME"] = Path,
        ["RABBITMQ_CONF_ENV_FILE"] = In("env.conf"),
        ["RABBITMQ_CONFIG_FILE"] = In("rabbitmq.conf"),
        ["RABBITMQ_ENABLED_PLUGINS_FILE"] = In("enabled_plugins"),
        ["RABBITMQ_NODENAME"] = "peer@localhost",
        ["RABBITMQ_MNESIA_BASE"] = In("data"),
        ["RABBITMQ_LOG_BASE"] = In("log"),
        ["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] = "-kernel inet_dist_use_interface {127,0,0,1}",

        // The script then becomes the server instead of waiting for it: its process id is the server's.
        ["detached"] = "true",
    };

    /// <summary>Makes the folder and its files.</summary>
    public static RabbitMqFolder Create(BrokerSetup setup, int port, int managementPort)
    {
        RabbitMqFolder folder = new(Directory.CreateTempSubdirectory("typedamqp-rabbitmq-").FullName);
        File.WriteAllText(folder.In("env.conf"), "");
        File.WriteAllText(folder.In("enabled_plugins"), $"[{string.Join(',', setup.Plugins)}].\n");
        File.WriteAllText(folder.In("definitions.json"), Definitions(setup));
        File.WriteAllText(folder.In("rabbitmq.conf"), $"""
            listeners.tcp.1 = 127.0.0.1:{port}
            load_definitions = {folder.In("definitions.json")}
            log.console = false
            log.file = rabbit.log
            disk_free_limit.absolute = 50MB
            {(setup.Plugins.Contains("rabbitmq_management") ? $"management.tcp.ip = 127.0.0.1\nmanagement.tcp.port = {managementPort}\ncollect_statistics_interval = 100" : "")}

            """);
        return folder;
    }

    /// <summary>Deletes the folder with all that is in it.</summary>
    public void Delete() => Directory.Delete(Path, recursive: true);

    private static string Definitions(BrokerSetup setup) => JsonSerializer.Serialize(new
    {
        rabbit_version = "3.10.8",
        users = setup.Users.Concat(setup.LimitedUsers.Select(static user => (user.Name, Password: user.Name)))
            .Select(static user => new { name = user.Name, password = user.Password, tags = "administrator" }),
        vhosts = setup.VirtualHosts.Select(name => new { name }),
        permissions = setup.Users.Select(static user => (user.Name, Permissions: ((string Configure, string Write, string Read)?)(".*", ".*", ".*")))
            .Concat(setup.LimitedUsers)
            .Where(static user => user.Permissions is not null)
            .SelectMany(user => setup.VirtualHosts, static (user, host) => (user.Name, Host: host, Permissions: user.Permissions!.Value))
            .Select(static grant => new
            {
                user = grant.Name, vhost = grant.Host, configure = grant.Permissions.Configure, write = grant.Permissions.Write, read = grant.Permissions.Read,
            }),
    });

    private string In(string name) => System.IO.Path.Combine(Path, name);
}
