using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Tollgate.Contracts.Common.V1;
using Tollgate.Intake.Completions;
using Tollgate.Intake.Idempotency;
using Tollgate.Intake.Keys;

namespace Tollgate.Intake.Tests.Idempotency;

public sealed class AnswerProtectorTests
{
    private static readonly Claim Claim = new("acme", "key-1", new Operation(Guid.NewGuid(), 1, Payer.Customer));
    private static readonly byte[] Secret = Encoding.UTF8.GetBytes("the patient's answer");

    [Fact]
    public void What_is_stored_opens_for_the_same_claim_and_does_not_show_the_text()
    {
        var stored = Protector().Protect(Secret, Claim);

        Assert.True(stored.AsSpan().IndexOf("patient"u8) < 0);
        Assert.Equal(Secret, Protector().Unprotect(stored, Claim with { Operation = Claim.Operation with { Try = 2 } }));
    }

    [Fact]
    public void Two_copies_of_one_answer_look_different() =>
        Assert.NotEqual(Protector().Protect(Secret, Claim), Protector().Protect(Secret, Claim));

    [Fact]
    public void It_does_not_open_for_another_tenant_key_operation_or_secret()
    {
        var stored = Protector().Protect(Secret, Claim);

        AssertSealed(Protector(), stored, Claim with { TenantId = "other" });
        AssertSealed(Protector(), stored, Claim with { Key = "key-2" });
        AssertSealed(Protector(), stored, Claim with { Operation = Claim.Operation with { Id = Guid.NewGuid() } });
        AssertSealed(Protector("a secret of its own"), stored, Claim);
    }

    private static void AssertSealed(AnswerProtector protector, byte[] stored, Claim claim) =>
        Assert.ThrowsAny<CryptographicException>(() => protector.Unprotect(stored, claim));

    private static AnswerProtector Protector(string encryptionKey = "") => new(
        Options.Create(new IdempotencyOptions { EncryptionKey = encryptionKey }),
        Options.Create(new ApiKeyOptions { Pepper = "sixteen-characters" }));
}
