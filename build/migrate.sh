#!/usr/bin/env bash
# Adds a migration of the same name for each database: build/migrate.sh NAME
set -euo pipefail
cd "$(dirname "$0")/.."
name=${1:?"usage: build/migrate.sh NAME"}
dotnet tool restore >/dev/null
for provider in Sqlite SqlServer PostgreSql; do
  # A fresh build each time: with an old assembly EF would not see the snapshot that was just written.
  dotnet ef migrations add "$name" --context "${provider}BillingDbContext" -p BillingPortal
done
