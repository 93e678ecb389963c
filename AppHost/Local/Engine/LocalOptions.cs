using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Tollgate.AppHost.Local;

/// <summary>How this host behaves; each setting comes from configuration.</summary>
/// <param name="DataFolder"><c>Data:Folder</c> or <c>TOLLGATE_DATA</c>: the folder the host owns.</param>
internal sealed record LocalOptions(string DataFolder)
{
    /// <summary><c>Data:Temporary</c>: the data folder is removed at the end.</summary>
    public bool Temporary { get; init; }

    /// <summary><c>Infrastructure:Only</c>: start the servers and none of the services.</summary>
    public bool InfrastructureOnly { get; init; }

    /// <summary><c>Logs:Console</c>: show what the resources print, besides storing it.</summary>
    public bool LogsOnConsole { get; init; }

    /// <summary><c>Host:StopWithStdin</c>: stop when standard input closes, which it does when the parent dies.</summary>
    public bool StopWithStdin { get; init; }

    /// <summary><c>Host:ReadyTimeout</c>: how long until everything must be healthy. Generous: the first start may install servers.</summary>
    public TimeSpan ReadyTimeout { get; init; }

    public static LocalOptions From(IDistributedApplicationBuilder builder)
    {
        var configuration = builder.Configuration;
        return new LocalOptions(Tollgate.AppHost.Local.DataFolder.PathFrom(builder))
        {
            Temporary = configuration.GetValue("Data:Temporary", false),
            InfrastructureOnly = configuration.GetValue("Infrastructure:Only", false),
            LogsOnConsole = configuration.GetValue("Logs:Console", false),
            StopWithStdin = configuration.GetValue("Host:StopWithStdin", false),
            ReadyTimeout = TimeSpan.Parse(configuration["Host:ReadyTimeout"] ?? "00:05:00", CultureInfo.InvariantCulture),
        };
    }
}
