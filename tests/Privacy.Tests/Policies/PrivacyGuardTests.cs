using System.Text.Json;
using Tollgate.Privacy.Policies;

namespace Tollgate.Privacy.Tests.Policies;

public sealed class PrivacyGuardTests
{
    private static readonly PrivacyPolicy Pseudonymise = PrivacyPolicy.Standard(PrivacyAction.Pseudonymise);

    [Fact]
    public void Equal_values_have_one_placeholder_in_all_texts_and_are_turned_back()
    {
        string[] texts = ["I am a@example.com, he is b@example.com.", "Ask a@example.com!"];

        var guarded = PrivacyGuard.Apply(Pseudonymise, texts);

        Assert.Equal(["I am [EMAIL_ADDRESS_1], he is [EMAIL_ADDRESS_2].", "Ask [EMAIL_ADDRESS_1]!"], guarded.Texts);
        Assert.Equal(texts, guarded.Texts.Select(text => guarded.Pseudonyms.Restore(text)));
        Assert.Equal(new PrivacyCount("EMAIL_ADDRESS", PrivacyAction.Pseudonymise, 3), Assert.Single(guarded.Counts));
    }

    [Fact]
    public void What_already_looks_like_a_placeholder_means_itself()
    {
        var guarded = PrivacyGuard.Apply(Pseudonymise, ["[EMAIL_ADDRESS_1] is not a@example.com"]);

        Assert.Equal("[EMAIL_ADDRESS_1] is not [EMAIL_ADDRESS_2]", guarded.Texts[0]);
        Assert.Equal("[EMAIL_ADDRESS_1] is not a@example.com", guarded.Pseudonyms.Restore(guarded.Texts[0]));
    }

    [Fact]
    public void What_was_taken_out_is_not_found_again()
    {
        var once = PrivacyGuard.Apply(PrivacyPolicy.Standard(PrivacyAction.Redact), ["password: s3cret!! and card 4111111111111111, SSN 536-22-1234"]);
        var twice = PrivacyGuard.Apply(PrivacyPolicy.Standard(PrivacyAction.Redact), once.Texts);

        Assert.Equal("password: [SECRET] and card [CREDIT_CARD], SSN [US_SSN]", once.Texts[0]);
        Assert.Equal(once.Texts, twice.Texts);
        Assert.Empty(twice.Counts);
    }

    [Fact]
    public void Numbers_of_json_become_strings_so_that_it_stays_json()
    {
        var guarded = PrivacyGuard.Apply(Pseudonymise, ["""{"card": 4111111111111111, "mail": "a@example.com", "cards": [4012888888881881]}"""]);

        using var json = JsonDocument.Parse(guarded.Texts[0]);
        Assert.Equal("[CREDIT_CARD_1]", json.RootElement.GetProperty("card").GetString());
        Assert.Equal("[EMAIL_ADDRESS_1]", json.RootElement.GetProperty("mail").GetString());
        Assert.Equal("[CREDIT_CARD_2]", json.RootElement.GetProperty("cards")[0].GetString());
    }

    [Fact]
    public void Values_are_escaped_where_they_go_back_into_json()
    {
        var guarded = PrivacyGuard.Apply(Pseudonymise, ["password: a\\b9c!def"]);

        var restored = guarded.Pseudonyms.Restore("{\"p\": \"[SECRET_1]\"}", isJson: true);

        using var json = JsonDocument.Parse(restored);
        Assert.Equal("a\\b9c!def", json.RootElement.GetProperty("p").GetString());
    }

    [Fact]
    public void Detection_counts_and_changes_nothing()
    {
        var guarded = PrivacyGuard.Apply(PrivacyPolicy.Standard(PrivacyAction.Detect), ["a@example.com"]);

        Assert.Equal("a@example.com", guarded.Texts[0]);
        Assert.Equal(new PrivacyCount("EMAIL_ADDRESS", PrivacyAction.Detect, 1), Assert.Single(guarded.Counts));
    }

    [Fact]
    public void Blocked_kinds_and_words_say_where_they_stand()
    {
        var policy = PrivacyPolicy.Of(
            3, PrivacyAction.Off, [], [KeyValuePair.Create(PersonalDataKind.Secret, PrivacyAction.Block)], [], [new BlockedTerm("falcon", "Project Falcon")]);

        var guarded = PrivacyGuard.Apply(policy, ["fine", "about PROJECT falcon", "password: s3cret!!", "Project Falconer"]);

        Assert.Equal([(1, "TERM:falcon"), (2, "SECRET")], guarded.Blocked);
    }

    [Fact]
    public void The_standard_policy_leaves_documents_their_contact_data()
    {
        var documents = PrivacyGuard.Apply(Pseudonymise.ForDocuments(), ["Write to help@example.com; card 4111111111111111."]);

        Assert.Equal("Write to help@example.com; card [CREDIT_CARD].", documents.Texts[0]);
    }
}
