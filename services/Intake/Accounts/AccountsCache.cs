namespace Tollgate.Intake.Accounts;

/// <summary>
/// Tenants, assistants and keys in memory, so that a request needs no database to be known. Refreshed when told (a broadcast, a
/// change made here), on a short timer, and when something is asked for that is not known yet.
/// </summary>
internal sealed class AccountsCache(AccountsStore store)
{
    private readonly VersionedMap<string, TenantSettings> tenants = new();
    private readonly VersionedMap<(string Tenant, string Assistant), AssistantSettings> assistants = new();
    private readonly VersionedMap<string, ApiKeyRecord> keys = new();
    private readonly Lock gate = new();
    private Task running = Task.CompletedTask;
    private Task? queued;

    public ValueTask<TenantSettings?> FindTenantAsync(string tenantId, CancellationToken cancellationToken) =>
        FindAsync(tenants, tenantId, cancellationToken);

    public ValueTask<AssistantSettings?> FindAssistantAsync(string tenantId, string assistantId, CancellationToken cancellationToken) =>
        FindAsync(assistants, (tenantId, assistantId), cancellationToken);

    public ValueTask<ApiKeyRecord?> FindKeyAsync(string apiKeyId, CancellationToken cancellationToken) =>
        FindAsync(keys, apiKeyId, cancellationToken);

    /// <summary>
    /// Completes when everything committed before this call is known here. Callers share: at most one refresh runs and one waits, so
    /// a flood of unknown keys costs one small query at a time.
    /// </summary>
    public Task RefreshAsync()
    {
        lock (gate)
            return queued ??= RunAfterAsync(running);
    }

    private async Task RunAfterAsync(Task previous)
    {
        await previous.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        Task load;
        lock (gate)
        {
            load = LoadAsync();
            running = load;
            queued = null;
        }

        await load;
    }

    private async Task LoadAsync()
    {
        var changes = await store.LoadChangesAsync(tenants.Watermark, assistants.Watermark, keys.Watermark, CancellationToken.None);
        tenants.Apply(changes.Tenants.Select(row => KeyValuePair.Create(row.TenantId, row)));
        assistants.Apply(changes.Assistants.Select(row => KeyValuePair.Create((row.TenantId, row.AssistantId), row)));
        keys.Apply(changes.Keys.Select(row => KeyValuePair.Create(row.ApiKeyId, row)));
    }

    private async ValueTask<TRow?> FindAsync<TKey, TRow>(VersionedMap<TKey, TRow> map, TKey key, CancellationToken cancellationToken)
        where TKey : notnull
        where TRow : class, IVersioned
    {
        if (map.Find(key) is { } known)
            return known;
        await RefreshAsync().WaitAsync(cancellationToken);
        return map.Find(key);
    }
}
