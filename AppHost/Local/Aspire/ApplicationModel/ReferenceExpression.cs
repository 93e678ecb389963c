using System.Runtime.CompilerServices;
using System.Text;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Text with values in it that are only known once the application starts.</summary>
public sealed class ReferenceExpression : IValueProvider
{
    private readonly IReadOnlyList<object> _parts;

    private ReferenceExpression(IReadOnlyList<object> parts) => _parts = parts;

    internal IEnumerable<IValueProvider> ValueProviders => _parts.OfType<Hole>().Select(hole => hole.Value);

    /// <summary>Makes an expression out of an interpolated string.</summary>
    public static ReferenceExpression Create(in ExpressionInterpolatedStringHandler handler) => handler.GetExpression();

    /// <inheritdoc />
    public async ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default)
    {
        var text = new StringBuilder();
        foreach (var part in _parts)
        {
            if (part is not Hole hole)
            {
                text.Append(part);
                continue;
            }

            var value = await hole.Value.GetValueAsync(cancellationToken).ConfigureAwait(false) ?? "";
            text.Append(hole.Format == "uri" ? Uri.EscapeDataString(value) : value);
        }

        return text.ToString();
    }

    private sealed record Hole(IValueProvider Value, string? Format);

    /// <summary>Collects the text and the values of an interpolated string.</summary>
    [InterpolatedStringHandler]
    public ref struct ExpressionInterpolatedStringHandler
    {
        private readonly List<object> _parts;

        public ExpressionInterpolatedStringHandler(int literalLength, int formattedCount) =>
            _parts = new List<object>((2 * formattedCount) + Math.Min(literalLength, 1));

        public readonly void AppendLiteral(string value) => _parts.Add(value);

        public readonly void AppendFormatted(string? value) => _parts.Add(value ?? "");

        public readonly void AppendFormatted<T>(T valueProvider)
            where T : IValueProvider => _parts.Add(new Hole(valueProvider, null));

        public readonly void AppendFormatted<T>(T valueProvider, string? format)
            where T : IValueProvider => _parts.Add(new Hole(valueProvider, format));

        public readonly void AppendFormatted<T>(IResourceBuilder<T> valueProvider)
            where T : IResource, IValueProvider => _parts.Add(new Hole(valueProvider.Resource, null));

        public readonly void AppendFormatted<T>(IResourceBuilder<T> valueProvider, string? format)
            where T : IResource, IValueProvider => _parts.Add(new Hole(valueProvider.Resource, format));

        internal readonly ReferenceExpression GetExpression() => new([.. _parts]);
    }
}
