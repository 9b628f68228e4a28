using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace BillingPortal.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class ChangesBearCodes : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<bool>(
                name: "IsInvoiced",
                table: "PlanChanges",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<Guid>(
                name: "RedemptionId",
                table: "PlanChanges",
                type: "TEXT",
                nullable: true);

            // Until now what cost nothing was not invoiced, and nothing else.
            migrationBuilder.Sql("""UPDATE "PlanChanges" SET "IsInvoiced" = 1 WHERE "Promised" <> 0;""");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "IsInvoiced",
                table: "PlanChanges");

            migrationBuilder.DropColumn(
                name: "RedemptionId",
                table: "PlanChanges");
        }
    }
}
