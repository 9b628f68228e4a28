#!/usr/bin/env bash
# Runs every test on SQLite, and those that touch data again on a PostgreSQL server of its own.
#   ./test.sh          what a change must pass
#   ./test.sh --long   the same with the simulations at full size
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
# Tests take each path a few times: what the runtime would measure to make it faster later is never earned back. It was a sixth of the work.
export DOTNET_TieredPGO=0

case "${1:-}" in
  "") ;;
  --long) export BILLING_TEST_LONG=1 ;;
  *) echo "usage: ./test.sh [--long]" >&2; exit 2 ;;
esac

scratch=$(mktemp -d)
chmod 755 "$scratch"
server=

tidy() {
  if [[ -n "$server" ]]; then
    kill -INT "$server" 2>/dev/null || true
    wait "$server" 2>/dev/null || true
  fi
  rm -rf "$scratch"
}
trap tidy EXIT
trap 'exit 130' INT TERM

install_missing() {
  local packages=()
  [[ -x /usr/bin/chromium ]] || packages+=(chromium)
  [[ -d /usr/share/fonts/truetype/liberation ]] || packages+=(fonts-liberation)
  compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || packages+=(postgresql)
  [[ -x /usr/bin/pdftotext ]] || packages+=(poppler-utils)
  [[ -x /usr/bin/qpdf ]] || packages+=(qpdf)
  ((${#packages[@]})) || return 0

  local root=() attempt
  ((EUID == 0)) || root=(sudo)
  echo "Installing ${packages[*]}"
  for attempt in 1 2 3 4 5; do
    if "${root[@]}" apt-get update -qq -o DPkg::Lock::Timeout=120 &&
      "${root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -qq --no-install-recommends -o DPkg::Lock::Timeout=120 "${packages[@]}" >"$scratch/apt.log" 2>&1; then
      return 0
    fi
    echo "Attempt $attempt failed; trying again in 10 s" >&2
    sleep 10
  done
  cat "$scratch/apt.log" >&2 2>/dev/null || true
  echo "Could not install ${packages[*]}" >&2
  exit 1
}

# Below 32768, out of the range that the kernel hands out: nobody takes the port between this look and the start.
free_port() {
  local port
  while true; do
    port=$((20000 + RANDOM % 12000))
    if ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
      echo "$port"
      return
    fi
  done
}

start_postgres() {
  local bin data="$scratch/postgres" port as=() attempt
  bin=$(compgen -G '/usr/lib/postgresql/*/bin' | sort -V | tail -n 1)
  port=$(free_port)
  mkdir -m 700 "$data"
  # PostgreSQL refuses to run as root. setpriv becomes the server, so that its process id is ours to stop.
  if ((EUID == 0)); then
    chown postgres: "$data"
    as=(setpriv --reuid=postgres --regid=postgres --init-groups)
  fi
  (cd / && "${as[@]}" "$bin/initdb" -D "$data" -A trust -U billing -E UTF8 --locale=C.UTF-8 --no-sync >"$scratch/initdb.log") || {
    cat "$scratch/initdb.log" >&2
    exit 1
  }
  (
    cd /
    exec "${as[@]}" "$bin/postgres" -D "$data" -p "$port" -k "$data" -c listen_addresses=127.0.0.1 -c max_connections=300 \
      -c fsync=off -c synchronous_commit=off -c full_page_writes=off
  ) >"$scratch/postgres.log" 2>&1 &
  server=$!
  for attempt in {1..100}; do
    if "$bin/pg_isready" -q -h 127.0.0.1 -p "$port" -U billing; then
      export BILLING_TEST_POSTGRES="Host=127.0.0.1;Port=$port;Username=billing;Database=postgres"
      return 0
    fi
    sleep 0.2
  done
  cat "$scratch/postgres.log" >&2
  echo "PostgreSQL did not start" >&2
  exit 1
}

passed=0
failed=0

# run NAME FILTER...: runs the tests and adds what the result file counted.
run() {
  local name=$1 counters ok
  shift
  echo "== $name"
  if dotnet test BillingPortal.Tests --no-build "$@" --results-directory "$scratch" --logger "trx;LogFileName=$name.trx" --logger "console;verbosity=minimal"; then ok=1; else ok=0; fi
  counters=$(grep -o '<Counters [^>]*' "$scratch/$name.trx" 2>/dev/null || true)
  local good bad
  good=$(count passed "$counters")
  bad=$(($(count failed "$counters") + $(count error "$counters") + $(count timeout "$counters") + $(count aborted "$counters")))
  # A run that broke off, or that found nothing to run, is a failure even where no test says so.
  if ((bad == 0 && (ok == 0 || good == 0))); then bad=1; fi
  passed=$((passed + good))
  failed=$((failed + bad))
}

count() {
  local number
  number=$(sed -n "s/.* $1=\"\([0-9]*\)\".*/\1/p" <<<"$2")
  echo "${number:-0}"
}

install_missing
dotnet build BillingPortal.sln -nologo -v quiet -clp:"ErrorsOnly;NoSummary"
start_postgres
BILLING_TEST_DATABASE=Sqlite run sqlite
BILLING_TEST_DATABASE=PostgreSql run postgresql --filter Category=Data
if [[ -n "${BILLING_TEST_SQLSERVER:-}" ]]; then
  BILLING_TEST_DATABASE=SqlServer run sqlserver --filter Category=Data
fi
echo "$passed passed, $failed failed"
((failed == 0))
