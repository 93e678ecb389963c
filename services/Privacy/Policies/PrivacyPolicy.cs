namespace Tollgate.Privacy.Policies;

/// <summary>What is done with which kinds.</summary>
/// <param name="Version">Which edition of the tenant's policy it is; 0: the platform's default.</param>
/// <param name="Actions">By kind, in what callers send; a kind that is missing is not looked for.</param>
/// <param name="DocumentActions">By kind, in documents and in what is found in them: there is no way back there, so nothing is a pseudonym.</param>
/// <param name="Terms">Words that block.</param>
public sealed record PrivacyPolicy(
    long Version, IReadOnlyDictionary<PersonalDataKind, PrivacyAction> Actions, IReadOnlyDictionary<PersonalDataKind, PrivacyAction> DocumentActions,
    IReadOnlyList<BlockedTerm> Terms)
{
    private static readonly Dictionary<PersonalDataKind, PrivacyAction> NoActions = [];

    /// <summary>Nothing is looked for.</summary>
    public static PrivacyPolicy Nothing { get; } = new(0, NoActions, NoActions, []);

    /// <summary>What is looked for.</summary>
    public DetectionOptions Options { get; } = new(Actions.Keys.ToHashSet());

    /// <summary>Nothing is to be done with what callers send.</summary>
    public bool IsOff => Actions.Count == 0 && Terms.Count == 0;

    /// <summary>
    /// The same for documents, and for everything else that nobody turns back: no pseudonyms there. Words that block are about what callers send.
    /// </summary>
    public PrivacyPolicy ForDocuments() => new(Version, DocumentActions, DocumentActions, []);

    /// <summary>The same for the text of callers where it is too late for pseudonyms: what would have been one is redacted.</summary>
    public PrivacyPolicy WithoutWayBack()
    {
        var actions = OneWay(Actions);
        return new(Version, actions, DocumentActions, Terms);
    }

    /// <summary>What a platform does whose tenant has said nothing: one action for everything with a form of its own. Addresses and numbers to call stay in documents, which are there to tell them.</summary>
    public static PrivacyPolicy Standard(PrivacyAction action) => Of(
        0, action, PersonalDataKinds.Default, [],
        [KeyValuePair.Create(PersonalDataKind.EmailAddress, PrivacyAction.Off), KeyValuePair.Create(PersonalDataKind.PhoneNumber, PrivacyAction.Off)], []);

    /// <summary>One action for kinds, others for some of them, and others again in documents.</summary>
    public static PrivacyPolicy Of(
        long version, PrivacyAction action, IEnumerable<PersonalDataKind> kinds, IEnumerable<KeyValuePair<PersonalDataKind, PrivacyAction>> rules,
        IEnumerable<KeyValuePair<PersonalDataKind, PrivacyAction>> documentRules, IReadOnlyList<BlockedTerm> terms)
    {
        var actions = kinds.Distinct().ToDictionary(kind => kind, _ => action);
        foreach (var (kind, other) in rules)
            actions[kind] = other;
        var inDocuments = new Dictionary<PersonalDataKind, PrivacyAction>(actions);
        foreach (var (kind, other) in documentRules)
            inDocuments[kind] = other;
        return new PrivacyPolicy(version, WithoutOff(actions), OneWay(WithoutOff(inDocuments)), terms);
    }

    private static Dictionary<PersonalDataKind, PrivacyAction> WithoutOff(Dictionary<PersonalDataKind, PrivacyAction> actions) =>
        actions.Where(entry => entry.Value != PrivacyAction.Off).ToDictionary();

    private static Dictionary<PersonalDataKind, PrivacyAction> OneWay(IReadOnlyDictionary<PersonalDataKind, PrivacyAction> actions) =>
        actions.ToDictionary(entry => entry.Key, entry => entry.Value == PrivacyAction.Pseudonymise ? PrivacyAction.Redact : entry.Value);
}
