using Microsoft.Extensions.Options;
using Tollgate.Intake.Keys;

namespace Tollgate.Intake.Tests.Keys;

public sealed class ApiKeyTextTests
{
    private static readonly ApiKeyHasher Hasher = new(Options.Create(new ApiKeyOptions { Pepper = "sixteen-characters" }));

    [Fact]
    public void A_new_key_reads_back_as_itself()
    {
        var key = ApiKeyText.Create("live");

        Assert.True(ApiKeyText.TryParse(key.Reveal(), out var read));
        Assert.Equal(key, read);
        Assert.Equal((16, 40), (key.Id.Length, key.Secret.Length));
        Assert.StartsWith("tg_live_", key.Reveal(), StringComparison.Ordinal);
    }

    [Fact]
    public void Two_keys_share_nothing() => Assert.NotEqual(ApiKeyText.Create("test"), ApiKeyText.Create("test"));

    [Fact]
    public void Printing_a_key_does_not_show_its_secret()
    {
        var key = ApiKeyText.Create("live");

        Assert.DoesNotContain(key.Secret, key.ToString(), StringComparison.Ordinal);
        Assert.Contains(key.Id, $"{key}", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("tg_live_0123456789abcdef")]
    [InlineData("tg_prod_0123456789abcdef_0123456789012345678901234567890123456789")]
    [InlineData("tg_live_0123456789abcde_0123456789012345678901234567890123456789")]
    [InlineData("tg_live_0123456789abcdef_012345678901234567890123456789")]
    [InlineData("tg_live_0123456789abcde-_0123456789012345678901234567890123456789")]
    [InlineData("sk_live_0123456789abcdef_0123456789012345678901234567890123456789")]
    [InlineData("tg_live_0123456789abcdef_0123456789012345678901234567890123456789_x")]
    public void What_is_not_a_key_is_not_read_as_one(string? text) => Assert.False(ApiKeyText.TryParse(text, out _));

    [Fact]
    public void A_hash_matches_its_key_only()
    {
        var key = ApiKeyText.Create("live");
        var hash = Hasher.Hash(key);

        Assert.True(Hasher.Matches(key, hash));
        Assert.False(Hasher.Matches(key with { Secret = ApiKeyText.Create("live").Secret }, hash));
        Assert.False(Hasher.Matches(key with { Environment = "test" }, hash));
        Assert.False(Hasher.Matches(key, null));
    }

    [Fact]
    public void Another_pepper_makes_another_hash()
    {
        var key = ApiKeyText.Create("live");
        var other = new ApiKeyHasher(Options.Create(new ApiKeyOptions { Pepper = "another-pepper-altogether" }));

        Assert.False(other.Matches(key, Hasher.Hash(key)));
    }
}
