namespace BillingPortal.Shared;

public enum TeamRole
{
    Member,
    Billing,
    Admin,
    Owner,
}

public enum PlatformRole
{
    Admin,
    Finance,
    Reviewer,
    Support,
}

/// <summary>What a person may be allowed to do. Team permissions hold for a team or its account, platform permissions everywhere.</summary>
public enum Permission
{
    ViewTeam,
    ViewUsage,
    TrackUsage,
    ViewMembers,
    ManageMembers,
    ViewBilling,
    ManageBilling,
    EditBillingProfile,
    ManageTeam,
    ViewPlatform,
    ManageInvoices,
    ManagePlans,
    GrantCredits,
    ViewDiscounts,
    ManageDiscounts,
    ReviewNonprofits,
    ManagePlatform,
}

/// <summary>The one table of roles and what they may do.</summary>
public static class Roles
{
    private static readonly Permission[] Everyone = [Permission.ViewTeam, Permission.ViewUsage, Permission.ViewMembers];

    private static readonly Permission[] Money = [.. Everyone, Permission.ViewBilling, Permission.ManageBilling, Permission.EditBillingProfile];

    private static readonly Dictionary<TeamRole, HashSet<Permission>> Team = new()
    {
        [TeamRole.Member] = [.. Everyone],
        [TeamRole.Billing] = [.. Money],
        [TeamRole.Admin] = [.. Money, Permission.TrackUsage, Permission.ManageMembers],
        [TeamRole.Owner] = [.. Money, Permission.TrackUsage, Permission.ManageMembers, Permission.ManageTeam],
    };

    private static readonly Permission[] Looking = [Permission.ViewTeam, Permission.ViewUsage, Permission.ViewMembers, Permission.ViewBilling, Permission.ViewPlatform];

    private static readonly Dictionary<PlatformRole, HashSet<Permission>> Platform = new()
    {
        [PlatformRole.Support] = [.. Looking],
        [PlatformRole.Reviewer] = [Permission.ReviewNonprofits],
        [PlatformRole.Finance] = [.. Looking, Permission.ManageInvoices, Permission.GrantCredits, Permission.ViewDiscounts],
        [PlatformRole.Admin] = [.. Looking, Permission.ManageInvoices, Permission.ManagePlans, Permission.GrantCredits, Permission.ViewDiscounts, Permission.ManageDiscounts, Permission.ReviewNonprofits, Permission.ManagePlatform],
    };

    public static bool Allows(this TeamRole role, Permission permission) => Team[role].Contains(permission);

    public static bool Allows(this PlatformRole role, Permission permission) => Platform[role].Contains(permission);
}
