using BillingPortal.Data;
using BillingPortal.Features.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BillingPortal.Features.Nonprofits;

public static class NonprofitsTables
{
    extension(BillingDbContext db)
    {
        public DbSet<NonprofitApproval> NonprofitApprovals => db.Set<NonprofitApproval>();
    }
}

public sealed class NonprofitApprovalTable : IEntityTypeConfiguration<NonprofitApproval>
{
    public void Configure(EntityTypeBuilder<NonprofitApproval> approval)
    {
        approval.ToTable("NonprofitApprovals");
        approval.HasIndex(a => new { a.AccountId, a.Until });
        approval.HasOne<Account>().WithMany().HasForeignKey(a => a.AccountId).OnDelete(DeleteBehavior.Restrict);
    }
}
