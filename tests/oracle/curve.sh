#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# churn-curve against R: isotonic regression and the logistic curve on 1,000 random tables of counts, and whether the intervals
# of the four-parameter curve hold a known truth 92 to 98 times in 100. Prints the largest differences; status 1 where they are too
# large.
. "$(dirname "$0")/../lib/tap.sh"
command -v Rscript >/dev/null || skip_all "no Rscript"
cd "$scratch" || exit 1

# 1,000 tables of 3 to 12 scores, unequally spaced, with weights from 1 to 400 and shares that rise, fall or wander.
Rscript - <<'R'
set.seed(20261123)
rows <- list()
for (g in 1:1000) {
  k <- sample(3:12, 1)
  score <- sort(sample(seq(-5, 100, by = 0.25), k))
  n <- sample(1:400, k, replace = TRUE)
  p <- plogis(rnorm(1) + rnorm(1, sd = 2) * (score - mean(score)) / sd(score) + rnorm(k, sd = 0.7))
  y <- rbinom(k, n, p)
  rows[[g]] <- data.frame(group = sprintf("t%04d", g), score, n, y)
}
d <- do.call(rbind, rows)
write.csv(d, "tables.csv", row.names = FALSE, quote = FALSE)
R
awk -F, 'NR == 1 { print "group,score,retained,n"; next } { if ($4 > 0) print $1 "," $2 ",1," $4; if ($3 > $4) print $1 "," $2 ",0," $3 - $4 }' tables.csv >counts.csv
churn-curve -q --weight=n -g group --parameters counts.csv >parameters.csv || exit 1
churn-curve -q --weight=n -g group counts.csv >levels.csv || exit 1
Rscript - >differences <<'R'
d <- read.csv("tables.csv"); ours <- read.csv("levels.csv"); par <- read.csv("parameters.csv")
d$isotonic <- ave(seq_len(nrow(d)), d$group, FUN = function(i) {
  each <- isoreg(rep(d$y[i] / d$n[i], d$n[i]))$yf
  each[cumsum(d$n[i])]
})
m <- merge(d, ours, by = c("group", "score"))
worst <- max(abs(m$isotonic.x - m$isotonic.y), na.rm = TRUE)
estimate <- error <- 0; fitted <- 0; missed <- 0
for (g in unique(d$group)) {
  t <- d[d$group == g, ]
  rises <- max(t$score[t$y < t$n], -Inf) <= min(t$score[t$y > 0], Inf)
  falls <- max(t$score[t$y > 0], -Inf) <= min(t$score[t$y < t$n], Inf)
  if (rises || falls) next
  r <- summary(glm(cbind(y, n - y) ~ score, binomial, t, control = list(epsilon = 1e-14, maxit = 100)))$coefficients
  o <- par[par$group == g & par$model == "logistic", ]
  if (nrow(o) != 2) { missed <- missed + 1; next }
  fitted <- fitted + 1
  scale <- pmax(abs(r[, 1]), r[, 2])
  estimate <- max(estimate, abs(o$estimate - r[, 1]) / scale)
  error <- max(error, abs(o$standard_error - r[, 2]) / r[, 2])
}
cat(sprintf("%d %d %.3g %d %d %.3g %.3g\n", nrow(m), sum(is.na(m$isotonic.y)), worst, fitted, missed, estimate, error))
R
read -r levels without isotonic fitted missed estimate error <differences
comment "isotonic: $levels scores, $without in tables without a curve; largest difference from isoreg $isotonic"
comment "logistic: $fitted tables fitted, $missed missed; largest relative difference from glm: estimates $estimate, standard errors $error"
below() { awk -v a="$1" -v b="$2" 'BEGIN { exit !(a <= b) }'; }
check "isotonic as R's isoreg, to the digits printed" below "$isotonic" 0.00000051
equal "every table that R fits is fitted" 0 "$missed"
check "most tables are fitted" test "$fitted" -gt 900
check "logistic estimates as R's glm to 1e-6" below "$estimate" 0.000001
check "logistic standard errors as R's glm to 1e-6" below "$error" 0.000001

# A truth with captives and with some who leave anyway: 200 samples of 5,000 customers on a scale from 0 to 10.
Rscript - <<'R'
set.seed(42)
truth <- c(floor = 0.2, ceiling = 0.9, midpoint = 5, steepness = 1.2)
out <- list()
for (g in 1:200) {
  score <- sample(0:10, 5000, replace = TRUE)
  p <- truth[1] + (truth[2] - truth[1]) * plogis(truth[4] * (score - truth[3]))
  out[[g]] <- aggregate(n ~ group + score + retained, data.frame(group = sprintf("s%03d", g), score, retained = rbinom(5000, 1, p), n = 1), sum)
}
write.csv(do.call(rbind, out), "simulated.csv", row.names = FALSE, quote = FALSE)
R
churn-curve -q --weight=n -g group --parameters simulated.csv >parameters.csv || exit 1
for pair in floor=0.2 ceiling=0.9 midpoint=5 steepness=1.2; do
    name=${pair%=*}
    covered=$(awk -F, -v name="$name" -v truth="${pair#*=}" '$2 == "four-parameter" && $4 == name && $7 <= truth && truth <= $8 { c++ } END { print c + 0 }' parameters.csv)
    mean=$(awk -F, -v name="$name" '$2 == "four-parameter" && $4 == name { s += $5; n++ } END { printf "%.4f (%d fitted)", s / n, n }' parameters.csv)
    comment "four-parameter: $name: mean estimate $mean, 95 % interval holds the truth in $covered of 200"
    check "$name is held by 184 to 196 of 200 intervals" test "$covered" -ge 184 -a "$covered" -le 196
done
finish
