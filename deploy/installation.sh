# Sourced by backup and restore: where this installation's database and files are.
# What Convos itself is told by its environment is read from the same names; libpq's own (PGHOST, PGDATABASE, …) win.

fail() { printf '%s\n' "$*" >&2; exit 1; }

need() {
  local program
  for program in "$@"; do
    command -v "$program" > /dev/null || fail "There is no $program on the PATH: install PostgreSQL's client programs (Debian: postgresql-client)."
  done
}

# Sets data, files, and embedded: the folder of the PostgreSQL that comes with Convos, where that is what it runs on.
locate_folders() {
  local home
  data=${Data__Folder:-data}
  files=${Files__Folder:-$data/files}
  embedded=
  if [ -n "${PGDATABASE:-}${ConnectionStrings__Convos:-}" ]; then return; fi
  for home in "$data"/pg[0-9]*; do
    if [ -d "$home/cluster" ]; then embedded=$home; fi
  done
}

# For libpq: from its own variables, from Convos's connection string, or from the embedded server that is running.
locate_database() {
  if [ -n "${PGDATABASE:-}" ]; then return; fi
  if [ -n "${ConnectionStrings__Convos:-}" ]; then
    case $ConnectionStrings__Convos in
      *[\'\"]*) fail "The values of ConnectionStrings__Convos are quoted: set PGHOST, PGPORT, PGUSER, PGPASSWORD and PGDATABASE instead." ;;
    esac
    PGHOST=$(part host server) PGPORT=$(part port) PGUSER=$(part username userid user) PGPASSWORD=$(part password) PGDATABASE=$(part database)
    PGSSLMODE=$(part sslmode | tr '[:upper:]' '[:lower:]' | sed 's/^verify\(ca\|full\)$/verify-\1/') PGSSLROOTCERT=$(part rootcertificate)
  elif [ -n "$embedded" ]; then
    PGHOST=127.0.0.1 PGPORT=$(sed -n 4p "$embedded/cluster/postmaster.pid") PGUSER=convos PGPASSWORD=$(cat "$embedded/password") PGDATABASE=convos
    PGSSLMODE= PGSSLROOTCERT=
  else
    fail "Which database? Set ConnectionStrings__Convos as for Convos itself, or PGHOST, PGPORT, PGUSER, PGPASSWORD and PGDATABASE."
  fi
  if [ -z "$PGPORT" ]; then PGPORT=5432; fi
  if [ -z "$PGSSLMODE" ]; then unset PGSSLMODE; else export PGSSLMODE; fi
  if [ -z "$PGSSLROOTCERT" ]; then unset PGSSLROOTCERT; else export PGSSLROOTCERT; fi
  export PGHOST PGPORT PGUSER PGPASSWORD PGDATABASE
}

# The value of one key of «Host=db;Port=5432;…», however the key is spelt.
part() {
  local key value wanted
  while IFS='=' read -r key value; do
    key=$(tr '[:upper:]' '[:lower:]' <<< "${key// /}")
    for wanted in "$@"; do
      if [ "$key" = "$wanted" ]; then printf '%s' "$value"; return; fi
    done
  done <<< "${ConnectionStrings__Convos//;/$'\n'}"
}

# Somebody else's process cannot be signalled, but it is there.
embedded_runs() {
  local process
  [ -e "$embedded/cluster/postmaster.pid" ] || return
  process=$(head -n 1 "$embedded/cluster/postmaster.pid")
  [ -d "/proc/$process" ] || kill -0 "$process" 2> /dev/null
}

query() { psql --no-psqlrc --quiet --no-align --tuples-only --set ON_ERROR_STOP=1 --command "$1"; }
