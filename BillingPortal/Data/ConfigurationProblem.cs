namespace BillingPortal.Data;

/// <summary>The portal cannot start as configured. Its message is the one line that the operator reads; the exit code is 1.</summary>
public sealed class ConfigurationProblem(string message) : Exception(message);
