using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Tollgate.ServiceDefaults.Persistence;

namespace Tollgate.ServiceDefaults.Tests;

/// <summary>The two ways to a service's own database.</summary>
public sealed class DatabaseTests
{
    [Fact]
    public void WhatReadsEverythingIsNotStoppedByTheTimeThatAnyCommandMayTake()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection([new("ConnectionStrings:booksdb", "Host=localhost;Database=books;Command Timeout=7")]);
        builder.Services.AddSingleton(new ServiceName("books"));
        builder.AddDatabase("booksdb");
        using var provider = builder.Services.BuildServiceProvider();

        using var hurried = provider.GetRequiredService<NpgsqlDataSource>().CreateCommand("SELECT 1");
        using var unhurried = provider.GetRequiredKeyedService<NpgsqlDataSource>(DatabaseExtensions.Unhurried).CreateCommand("SELECT 1");

        Assert.Equal(7, hurried.CommandTimeout);
        Assert.Equal(0, unhurried.CommandTimeout);
    }
}
