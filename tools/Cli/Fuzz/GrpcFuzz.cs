using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Tollgate.Cli.Platform;
using Tollgate.Contracts.Intake.V1;

namespace Tollgate.Cli.Fuzz;

/// <summary>Bad messages, frames and methods of every RPC of the contracts, sent to the service that serves it.</summary>
internal sealed class GrpcFuzz : IDisposable
{
    // A stream that waits for more from us, or has nothing to say yet, is left.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static readonly MethodDescriptor[] All =
    [
        .. typeof(IntakeService).Assembly.GetTypes()
            .Select(type => type.GetProperty("Descriptor")?.GetValue(null)).OfType<FileDescriptor>().Distinct()
            .SelectMany(file => file.Services).SelectMany(service => service.Methods)
            .OrderBy(method => method.FullName, StringComparer.Ordinal),
    ];

    private readonly MethodDescriptor[] methods;
    private readonly PlatformAddresses addresses;
    private readonly string apiKey;
    private readonly FuzzTally tally;
    private readonly HttpClient http = new(new SocketsHttpHandler { EnableMultipleHttp2Connections = true })
    {
        Timeout = Patience,
    };

    public GrpcFuzz(PlatformAddresses addresses, string apiKey, bool operators, FuzzTally tally)
    {
        (this.addresses, this.apiKey, this.tally) = (addresses, apiKey, tally);
        methods = operators ? All : [.. All.Where(IsPublic)];
    }

    /// <summary>Sends one call.</summary>
    public async Task SendAsync(Random random, CancellationToken cancellationToken)
    {
        var method = methods[random.Next(methods.Length)];
        using var request = Make(method, random);
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseContentRead, cancellationToken);
            var answer = StatusOf(response);
            tally.Add(answer);
            // By gRPC's own rules it is INTERNAL beside 415 that a content type is not gRPC's.
            if (response.StatusCode != HttpStatusCode.UnsupportedMediaType && answer is "grpc Unknown" or "grpc DataLoss" or "grpc Internal" || (int)response.StatusCode >= 500)
                tally.AddFinding($"{method.FullName} was answered with {answer}: {MessageOf(response)}");
        }
        catch (Exception error) when (IsUnreadable(error))
        {
            tally.AddFinding($"The answer of {method.FullName} cannot be read: {error.Message}");
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            tally.Add("grpc reset");
        }
        catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            tally.Add("grpc left");
        }
    }

    public void Dispose() => http.Dispose();

    // Bad headers of HTTP/2 come as an exception that is not public, and not wrapped.
    private static bool IsUnreadable(Exception error) =>
        error is HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded or HttpRequestError.InvalidResponse }
        || error.GetType().Name == "HPackDecodingException";

    private static bool IsPublic(MethodDescriptor method) => method.Service.Name == nameof(IntakeService);

    private HttpRequestMessage Make(MethodDescriptor method, Random random)
    {
        var service = ServiceOf(method, random);
        var name = random.Next(50) == 0 ? $"{method.Name}{random.Next()}" : method.Name;
        var content = new ByteArrayContent(Frame(MessageMutation.Of(method.InputType, random), random));
        content.Headers.TryAddWithoutValidation("Content-Type", random.Next(50) == 0 ? "application/json" : "application/grpc");
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(new Uri(addresses.Grpc[service]), $"/{method.Service.FullName}/{name}"))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = content,
        };
        request.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));
        var key = IsPublic(method) ? apiKey : addresses.AdminKey;
        if (random.Next(20) > 0)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", random.Next(20) == 0 ? key[..^1] : key);
        request.Headers.TryAddWithoutValidation("grpc-timeout", random.Next(40) switch { 0 => "1n", 1 => "-5S", 2 => "99999999H", _ => "5S" });
        if (random.Next(20) == 0)
            request.Headers.TryAddWithoutValidation("grpc-encoding", random.Next(2) == 0 ? "gzip" : "nonsense");
        return request;
    }

    /// <summary>tollgate.metering.v1 is Metering's; what all services serve goes to any of them.</summary>
    private string ServiceOf(MethodDescriptor method, Random random)
    {
        var name = method.Service.File.Package.Split('.')[1];
        return addresses.Grpc.ContainsKey(name) ? name : Services.Names[random.Next(Services.Names.Count)];
    }

    private static byte[] Frame(byte[] message, Random random)
    {
        var frame = new byte[5 + message.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), message.Length);
        message.CopyTo(frame, 5);
        switch (random.Next(30))
        {
            case 0:
                frame[0] = (byte)random.Next(256);
                break;
            case 1:
                random.NextBytes(frame.AsSpan(1, 4));
                break;
            case 2:
                return frame[..random.Next(frame.Length)];
            case 3:
                return [.. frame, .. frame];
        }

        return frame;
    }

    private static string StatusOf(HttpResponseMessage response) => Trailer(response, "grpc-status") is { } status
        ? $"grpc {(int.TryParse(status, out var code) ? (StatusCode)code : status)}"
        : $"grpc over http {(int)response.StatusCode}";

    private static string MessageOf(HttpResponseMessage response) => Trailer(response, "grpc-message") ?? "";

    private static string? Trailer(HttpResponseMessage response, string name) =>
        response.TrailingHeaders.TryGetValues(name, out var values) || response.Headers.TryGetValues(name, out values) ? values.First() : null;
}
