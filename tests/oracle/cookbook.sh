#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The recipes of churn-cookbook(7), taken out of the page and run as they stand there, with the programs they name: what they print is what the page
# shows, and the scores they lead to are those of the samples read directly. A program that is not here is skipped, and said so.
#
# In the page a literal block behind `.\" recipe NAME` is run, and what stands behind `.\" shows NAME` is compared. Three paths of the page
# are put elsewhere, since a test may not write there: where churnkit is installed, the exports, and the lists.
. "$(dirname "$0")/../lib/tap.sh"
page=$root/man/churn-cookbook.7
cd "$scratch" || exit 1
umask 077

# block KIND NAME: the text of its blocks, as a reader sees it
block() {
    awk -v head=".\\\\\" $1 $2" '$0 == head { wanted = 1; next } /^\.Bd -literal/ && wanted { on = 1; next } /^\.Ed/ { on = wanted = 0 }
        on { sub(/^\\&/, ""); gsub(/\\\(aq/, "\047"); gsub(/\\e/, "\\"); print }' "$page"
}

# Every literal block is a recipe, shows what one prints, or is run by tests/house/examples.sh.
equal "no block of the page is left out" "" "$(awk '/^\.\\" (recipe|shows) / { known = 1 } /^\.Bd -literal/ { on = 1; line = NR; run = known; known = 0; next }
    on && /^\$ / { run = 1 } /^\.Ed/ { if (on && !run) print "line " line; on = 0 }' "$page")"
equal "every recipe is known here" "airflow cron duckdb make miller pandas postgresql r sqlite systemd-install systemd-service systemd-timer" \
    "$(sed -n 's/^\.\\" recipe //p' "$page" | sort -u | xargs)"
if command -v mandoc >/dev/null; then
    mandoc -T utf8 -O width=200 "$page" | sed 's/.\x08//g; s/^ *//' >read.txt
    equal "a reader sees what is run, letter for letter" "" "$(for name in $(sed -n 's/^\.\\" recipe //p' "$page"); do
        block recipe "$name" | sed 's/^ *//' | grep -vxFf read.txt; done)"
else
    skip "a reader sees what is run, letter for letter" "mandoc is absent"
fi

churn-rfm -q -o wanted.csv "$root/samples/transactions.csv"
ln -s "$root/samples" samples

# The page's paths, elsewhere.
home=$scratch/share
exports=$scratch/exports
lists=$scratch/lists
mkdir -p "$home" "$exports"
cp "$root"/samples/{nightly.sh,csv.awk,features.awk,show.awk,Makefile,churnkit-nightly.timer} "$home"
cp -p "$root"/samples/{transactions,customers,surveys,complaints,invoices,departures}.csv "$exports"
bash "$home/nightly.sh" "$exports" "$scratch/wanted" >/dev/null
elsewhere() { sed "s,/usr/local/share/churnkit,$home,g; s,/srv/exports,$exports,g; s,/srv/retention,$lists,g; s,/usr/local/bin,$tools,g"; }

# cook NAME: run its recipe in a folder of its own; what it printed is in NAME.out
cook() {
    mkdir -p "$1"
    ln -sfn "$root/samples" "$1/samples"
    block recipe "$1" | elsewhere >"$1.sh"
    (cd "$1" && bash -euo pipefail "../$1.sh") >"$1.out" 2>"$1.err" </dev/null
}
served() {  # NAME: it runs, prints what the page shows and nothing to standard error
    if cook "$1"; then ok "$1 runs"; else not_ok "$1 runs"; fi
    equal "$1 says nothing else" "" "$(cat "$1.err")"
    block shows "$1" >"$1.shown"
    same "$1 prints what the page shows" "$1.shown" "$1.out"
    same "$1 leads to the scores of the samples" wanted.csv "$1/rfm.csv"
}
absent() { skip "$1" "$2 is not installed"; }
csv_sales() { awk -F, -v OFS=, '{ print $1, $2, $3, $4 }' "$root/samples/transactions.csv"; }

# PostgreSQL: a server of the test's own, on a socket in the scratch folder; it does not run as root.
server=
as_server() {
    if [ "$(id -u)" -eq 0 ]; then setpriv --reuid=postgres --regid=postgres --clear-groups "$@"; else "$@"; fi
}
stop_server() { [ -z "$server" ] || as_server "$bin/pg_ctl" -D "$data" -m immediate -w stop >/dev/null 2>&1; server=; }
trap 'stop_server; [ -z "${data:-}" ] || rm -rf "${data%/data}"; tap_clean' EXIT
start_server() {
    local home
    home=$(mktemp -d /tmp/churn-pg.XXXXXX)  # short: a socket's path has 107 bytes
    data=$home/data
    [ "$(id -u)" -ne 0 ] || chown postgres "$home"
    export PGHOST=$home PGUSER=cook PGPORT=5432
    (cd "$home" && as_server "$bin/initdb" -D "$data" -U cook -A trust -E UTF8 --locale=C.UTF-8 --no-sync &&
        as_server "$bin/pg_ctl" -D "$data" -w -t 60 -l "$home/log" -o "-k $home -c listen_addresses='' -c fsync=off" start) >server.log 2>&1 </dev/null &&
        server=started && createdb shop
}
bin=$(printf '%s\n' /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
if [ ! -x "$bin/initdb" ] || ! command -v psql >/dev/null; then
    absent "PostgreSQL" "PostgreSQL's server"
elif [ "$(basename "$(dirname "$bin")")" -lt 15 ]; then
    skip "PostgreSQL" "HEADER match wants PostgreSQL 15"
elif [ "$(id -u)" -eq 0 ] && ! id postgres >/dev/null 2>&1; then
    skip "PostgreSQL" "there is no user postgres to run a server"
else
    if start_server; then ok "a server of PostgreSQL"; else not_ok "a server of PostgreSQL"; comment - <server.log; fi
    csv_sales | psql -Xq -d shop -c 'CREATE TABLE sales (customer_id text, sold_on date, amount numeric(12,2), order_id text)' \
        -c '\copy sales FROM pstdin WITH (FORMAT csv, HEADER)'
    served postgresql
    psql -Xq -d shop -c 'COPY (SELECT * FROM rfm ORDER BY customer_id COLLATE "C") TO STDOUT (FORMAT csv, HEADER)' >back.csv
    same "PostgreSQL has the scores, cell by cell" wanted.csv back.csv
    served postgresql
    psql -Xq -d shop -c 'ALTER TABLE rfm RENAME segment TO class' -c "UPDATE rfm SET class = 'yesterday'"
    check "a table with other columns is refused" sh -c "! (cd postgresql && bash -euo pipefail ../postgresql.sh)"
    equal "and keeps yesterday's rows" "1958 yesterday" "$(psql -XqAt -F ' ' -d shop -c 'SELECT count(*), class FROM rfm GROUP BY 2')"
    stop_server
fi

if command -v sqlite3 >/dev/null; then
    mkdir sqlite
    csv_sales >sales.csv
    sqlite3 sqlite/shop.db 'CREATE TABLE sales (customer_id TEXT, sold_on TEXT, amount REAL, order_id TEXT)' '.import --csv --skip 1 sales.csv sales'
    served sqlite
    equal "SQLite has them all" 1958 "$(sqlite3 sqlite/shop.db 'SELECT count(*) FROM rfm WHERE length(rfm_cell) = 3')"
    served sqlite
else
    absent SQLite sqlite3
fi

if command -v duckdb >/dev/null; then
    mkdir duckdb
    csv_sales >sales.csv
    duckdb duckdb/shop.duckdb "CREATE TABLE sales AS FROM read_csv('sales.csv', header = true, names = ['customer_id', 'sold_on', 'amount', 'order_id'],
        types = {'customer_id': 'VARCHAR', 'amount': 'DECIMAL(12, 2)', 'order_id': 'VARCHAR'})" >duckdb.log 2>&1 </dev/null || comment - <duckdb.log
    served duckdb
else
    absent DuckDB duckdb
fi

if command -v Rscript >/dev/null; then served r; else absent R Rscript; fi
if python3 -c 'import pandas' 2>/dev/null; then
    served pandas
elif /usr/bin/python3 -c 'import pandas' 2>/dev/null; then
    PATH=/usr/bin:$PATH served pandas  # Debian's, behind another python3
else
    absent pandas "pandas for python3"
fi
if command -v mlr >/dev/null; then
    served miller
    equal "Miller's commas: every amount, and nothing else" "$(mlr --icsv --ocsv cat wanted.csv | md5sum)" \
        "$(mlr --icsv --ifs ';' --ocsv put '$monetary = sub(string($monetary), ",", ".")' miller/commas.csv | md5sum)"
else
    absent Miller mlr
fi

# made NAME: the lists are those of nightly.sh; then they are taken away
made() {
    for file in list.csv left-out.csv promising.csv risk.csv ledger.csv tiers.txt service.txt; do same "$1: $file" "wanted/$file" "$lists/$file"; done
    equal "$1: a list for each salesperson" "" "$(diff -r wanted/lists "$lists/lists" 2>&1)"
    rm -rf "$lists"
}

if command -v make >/dev/null; then
    if cook make; then ok "make runs"; else not_ok "make runs"; comment - <make.err; fi
    equal "make says nothing" "" "$(cat make.out make.err)"
    again() { make -f "$home/Makefile" DATA="$exports" OUT="$lists" "$@"; }
    check "make has nothing to do then" again -q
    equal "a new invoice: what depends on it is made again, and no more" "efforts.csv invoices.csv joined.csv left-out.csv list.csv none-invoices.csv others.csv promising.csv risk.csv tiers.csv tiers.txt" \
        "$(again -n -W "$exports/invoices.csv" | grep -oE '(>|--output=|--excluded=)[^ ]+' | sed 's,.*/,,' | sort | xargs)"
    equal "nobody else may read what make leaves" "" "$(find "$lists" -type f ! -perm 600)"
    echo 'C000001,2026-11-31,5.00,O999999,paper,web,5.00,3.00' >>"$exports/transactions.csv"
    check "bad rows stop make" sh -c "! make -s -f '$home/Makefile' DATA='$exports' OUT='$lists'"
    cp "$root/samples/transactions.csv" "$exports"
    made make
else
    absent make make
fi

# cron: the lines are those of the sample; the command is what cron makes of it, in what little cron gives it.
installed() { sed 's,@bindir@,/usr/local/bin,; s,@pkgdatadir@,/usr/local/share/churnkit,' "$1"; }
equal "cron: the page's lines are the sample's" "$(installed "$root/samples/crontab.example.in")" "$(block recipe cron)"
block recipe cron | elsewhere >crontab
line=$(grep -v -e '^#' -e '^[A-Z]*=' crontab)
command=$(sed -nE 's/^([0-9*]+ +){5}//p' <<<"$line")
check "cron: five fields of time and a command" test -n "$command"
equal "cron: no bare percent sign" "" "$(sed 's/\\%//g' <<<"$command" | grep %)"
mkdir -p "$lists"
check "cron: the command runs" env -i HOME="$scratch" SHELL=/bin/sh "$(grep '^PATH=' crontab)" /bin/sh -c "${command//\\%/%}"
check "cron: the summary is in the year's log" grep -q '^nightly: as of 2026-10-31' "$lists/nights-$(date +%Y).log"
made cron

for unit in service timer; do
    file=$root/samples/churnkit-nightly.$unit
    [ -e "$file" ] || file=$file.in
    equal "systemd: the page's $unit is the sample's" "$(installed "$file")" "$(block recipe systemd-$unit)"
    block recipe systemd-$unit | elsewhere >churnkit-nightly.$unit
done
block recipe systemd-install >install.sh
check "systemd: the commands are a shell's" sh -n install.sh
equal "systemd: they copy both units, and start the timer" "$(printf '%s\n' cp daemon-reload enable)" "$(grep -oE '^cp .*service .*timer /etc/systemd/system/$|daemon-reload|enable --now churnkit-nightly.timer' install.sh | awk '{ print $1 }')"
if command -v systemd-analyze >/dev/null; then
    chmod +x "$home/nightly.sh"
    check "systemd: the units are sound" sh -c "said=\$(SYSTEMD_LOG_LEVEL=warning systemd-analyze verify --man=no ./churnkit-nightly.service ./churnkit-nightly.timer 2>&1) || { echo \"\$said\"; exit 1; }
        echo \"\$said\"; ! echo \"\$said\" | grep -F churnkit-nightly"
    check "systemd: the hour is one" systemd-analyze calendar "$(sed -n 's/^OnCalendar=//p' churnkit-nightly.timer)"
else
    absent "systemd: the units are sound" systemd-analyze
fi
check "systemd: what the service starts runs" env -i "$(sed -n 's/^Environment=//p' churnkit-nightly.service)" $(sed -n 's/^ExecStart=//p' churnkit-nightly.service)
made systemd

# Airflow: its own operator where it is installed; else two stand-ins take what the page hands over, and the shell runs it.
if command -v python3 >/dev/null; then
    block recipe airflow | elsewhere >dag.py
    cat >airflow_run.py <<'PY'
import subprocess, sys, types
try:
    import airflow
except ImportError:
    print("stand-ins")
    tasks = []
    class DAG:
        def __init__(self, dag_id, schedule, start_date, catchup, max_active_runs):
            self.dag_id = dag_id
        def __enter__(self):
            return self
        def __exit__(self, *fault):
            return False
    class BashOperator:
        def __init__(self, task_id, bash_command, skip_on_exit_code=99, retries=0):
            self.bash_command, self.skip_on_exit_code = bash_command, skip_on_exit_code
            tasks.append(self)
        def execute(self, context):
            subprocess.run(["bash", "-c", self.bash_command], check=True)
    for name, content in {"airflow": {"DAG": DAG}, "airflow.operators": {}, "airflow.operators.bash": {"BashOperator": BashOperator}}.items():
        sys.modules[name] = types.ModuleType(name)
        vars(sys.modules[name]).update(content)
else:
    tasks = None
recipe = {}
exec(compile(open("dag.py").read(), "dag.py", "exec"), recipe)
for task in tasks if tasks is not None else recipe["dag"].tasks:
    assert task.skip_on_exit_code in (4, [4]), task.skip_on_exit_code
    assert not task.bash_command.endswith((".sh", ".bash"))
    task.execute({})
PY
    mkdir -p af
    if AIRFLOW_HOME=$scratch/af AIRFLOW__CORE__LOAD_EXAMPLES=False python3 airflow_run.py >airflow.log 2>&1; then ok "airflow runs"; else not_ok "airflow runs"; comment - <airflow.log; fi
    made airflow
    ! grep -qx stand-ins airflow.log || skip "airflow: under its own operator" "airflow for python3 is not installed"
else
    absent Airflow python3
fi
finish
