# Prints the seconds of one conditional logit fit of the catsup panel by survival::clogit, errors clustered by household: the median of some.
#
#     Rscript bench/work/choice-fit.R CATSUP.csv [FITS]
suppressPackageStartupMessages(library(survival))
arguments <- commandArgs(trailingOnly = TRUE)
rows <- read.csv(arguments[1])
fits <- if (length(arguments) > 1) as.integer(arguments[2]) else 5
names <- sub("price_", "", grep("^price_", names(rows), value = TRUE))
long <- do.call(rbind, lapply(names, function(name) data.frame(
  id = rows$id, occasion = seq_len(nrow(rows)), chosen = as.integer(rows$choice == name), alternative = name,
  price = rows[[paste0("price_", name)]], disp = rows[[paste0("disp_", name)]], feat = rows[[paste0("feat_", name)]])))
long$alternative <- factor(long$alternative, levels = names)
one <- function() {
  took <- system.time(fit <<- clogit(
    chosen ~ price + disp + feat + alternative + strata(occasion) + cluster(id), data = long, method = "efron"))
  took[["elapsed"]]
}
seconds <- sapply(seq_len(fits), function(i) one())
robust <- paste(sprintf("%.8f", sqrt(diag(fit$var))), collapse = ", ")
cat(sprintf('{"seconds": %.4f, "logLikelihood": %.6f, "clusteredStandardErrors": [%s]}\n', median(seconds), fit$loglik[2], robust))
