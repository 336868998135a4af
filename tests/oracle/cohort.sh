#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# churn-cohort's shifted-beta-geometric model against R's optim, which maximises the likelihood as the paper writes it, on 120 random cohorts; its
# triangle against Python's dictionaries on random rows. Prints the largest differences; status 1 where they are too large.
. "$(dirname "$0")/../lib/tap.sh"
command -v Rscript >/dev/null || skip_all "no Rscript"
cd "$scratch" || exit 1
below() { awk -v a="$1" -v b="$2" 'BEGIN { exit !(a != "" && a <= b) }'; }

Rscript - <<'R'
set.seed(7)
rows <- list()
for (i in 1:120) {
  n <- sample(c(50, 300, 2000, 20000), 1); periods <- sample(2:15, 1)
  theta <- rbeta(n, exp(rnorm(1, 0, 1)), exp(rnorm(1, 1, 1)))
  life <- rgeom(n, theta) + 1
  rows[[i]] <- data.frame(cohort = sprintf("c%03d", i), period = 0:periods, alive = sapply(0:periods, function(t) sum(life > t)))
}
write.csv(do.call(rbind, rows), "alive.csv", row.names = FALSE, quote = FALSE)
R
churn-cohort -q -i alive --parameters alive.csv >parameters.csv || exit 1
Rscript - >found <<'R'
d <- read.csv("alive.csv"); ours <- read.csv("parameters.csv"); rownames(ours) <- ours$cohort
value <- function(p, alive) {
  a <- exp(p[1]); b <- exp(p[2]); n <- length(alive) - 1
  P <- numeric(n); P[1] <- a / (a + b); for (t in seq_len(n)[-1]) P[t] <- P[t - 1] * (b + t - 2) / (a + b + t - 1)
  lost <- -diff(alive); j <- seq_len(n) - 1; s <- sum(log((b + j) / (a + b + j)))
  sum(ifelse(lost > 0, lost * log(P), 0)) + alive[n + 1] * s
}
compared <- 0; ll <- par <- err <- 0; worse <- 0; missed <- 0; borders <- 0
for (c in unique(d$cohort)) {
  alive <- d$alive[d$cohort == c]; o <- ours[c, ]
  if (o$finding == "none") { if (sum(-diff(alive)) > 0 && alive[2] > 0) missed <- missed + 1; next }
  best <- NULL
  for (s in c(-2, 0, 3)) { r <- try(optim(c(s, s + 1), function(p) -value(p, alive), method = "BFGS", control = list(reltol = 1e-15, maxit = 2000)), silent = TRUE)
    if (!inherits(r, "try-error") && (is.null(best) || r$value < best$value)) best <- r }
  if (o$log_likelihood < -best$value - 2e-6) worse <- worse + 1
  if (o$finding != "mixed") { borders <- borders + 1; next }
  compared <- compared + 1
  at <- log(c(o$alpha, o$beta))
  ll <- max(ll, abs(value(at, alive) - o$log_likelihood))
  h <- optimHess(at, function(p) -value(p, alive), control = list(ndeps = c(1e-4, 1e-4)))
  se <- sqrt(diag(solve(h))) * exp(at)
  par <- max(par, abs(best$par - at) / sqrt(diag(solve(h)))); err <- max(err, abs(se - c(o$alpha_error, o$beta_error)) / se)
}
cat(sprintf("%d %d %d %d %.3g %.3g %.3g\n", compared, borders, worse, missed, ll, par, err))
R
read -r compared borders worse missed ll par err <found
comment "sBG: $compared cohorts compared, $borders on a border, $missed missed; largest difference: log-likelihood $ll, parameters $par of their error, errors $err (relative)"
check "most cohorts have parameters" test "$compared" -gt 70
equal "no likelihood is below optim's" 0 "$worse"
equal "no cohort is left without a model that has one" 0 "$missed"
check "log-likelihoods as the paper's formula to 1e-6" below "$ll" 0.000001
check "parameters as optim's to 1 % of their errors" below "$par" 0.01
check "standard errors as a numerical Hessian's to 0.1 %" below "$err" 0.001

if command -v python3 >/dev/null; then
    python3 - <<'PYTHON'
import collections, datetime, random
random.seed(5)
day = datetime.date(2024, 1, 1)
rows = [(f"K{int(random.paretovariate(0.6)) % 900}", day + datetime.timedelta(days=int(random.triangular(0, 700, 100))), random.choice([-350, 0, 125, 999, 5])) for _ in range(30000)]
with open("rows.csv", "w") as out:
    print("customer_id,date,amount", file=out)
    for who, when, cents in rows:
        print(f"{who},{when},{'-' if cents < 0 else ''}{abs(cents) // 100}.{abs(cents) % 100:02d}", file=out)
for name, length in (("month", 1), ("quarter", 3), ("year", 12)):
    number = lambda when: (when.year * 12 + when.month - 1) // length
    first = {}
    for who, when, cents in rows:
        if cents > 0:
            first[who] = min(first.get(who, 10**9), number(when))
    active, money = collections.defaultdict(set), collections.Counter()
    for who, when, cents in rows:
        if who in first and number(when) >= first[who]:
            key = first[who], number(when) - first[who]
            money[key] += cents
            if cents > 0:
                active[key].add(who)
    end = number(max(when for _, when, _ in rows))
    with open(name, "w") as out:
        for c in sorted(set(first.values())):
            for k in range(end - c + 1):
                cents = money[c, k]
                print(f"{k},{len(active[c, k])},{'-' if cents < 0 else ''}{abs(cents) // 100}.{abs(cents) % 100:02d}", file=out)
PYTHON
    for per in month quarter year; do
        churn-cohort -q --per=$per rows.csv | awk -F, -v OFS=, 'NR > 1 { print $3, $5, $9 }' >ours
        check "triangle by $per has cells" test "$(wc -l <$per)" -ge 3
        same "triangle by $per as Python's" $per ours
    done
else
    skip "triangle as Python's" "no python3"
fi
finish
