using Tocsin.Model;
using Tocsin.Model.Seams;
using Tocsin.Notify.Http;
using Tocsin.Notify.HttpClients;
using Tocsin.Notify.Messages;
using Tocsin.Notify.Outgoing;
using Tocsin.Notify.Pacing;
using Tocsin.Notify.Rehearsals;

namespace Tocsin.Notify.Integrations;

/// <summary>What integrations are built with. Immutable.</summary>
public sealed record IntegrationServices
{
    /// <summary>The clock.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>Makes HTTP clients.</summary>
    public required HttpClientFactory Http { get; init; }

    /// <summary>Makes the connections to mail servers; null for those that <see cref="Http"/>'s rules allow.</summary>
    public MailWire? Mail { get; init; }

    /// <summary>Takes the place of programs that would be run; null when they are run.</summary>
    internal Stage? Stage { get; init; }

    /// <summary>Compiles the templated fields.</summary>
    public required IFieldCompiler Templates { get; init; }

    /// <summary>Reads an environment variable, for credentials that clouds leave there.</summary>
    public Func<string, string?> Environment { get; init; } = System.Environment.GetEnvironmentVariable;

    /// <summary>Where people find Tocsin, without a slash at its end.</summary>
    public required string ExternalUrl { get; init; }

    /// <summary>The client of an integration.</summary>
    /// <param name="config">Null for the defaults.</param>
    /// <param name="timeout">How long one attempt may take; zero for as long as the flush has.</param>
    internal HttpSender SenderOf(HttpClientConfig? config, TimeSpan timeout = default) =>
        new(Http.Create(config ?? HttpClientConfig.Default), Time, timeout);

    /// <summary>How messages are paced to a receiver that does not say.</summary>
    public DeliveryModel Delivery { get; init; } = new();

    /// <summary>The context of one attempt, which begins now.</summary>
    internal MessageContext ContextOf(Notification notification) =>
        new(notification, ExternalUrl, Instant.From(Time.GetUtcNow()));
}
