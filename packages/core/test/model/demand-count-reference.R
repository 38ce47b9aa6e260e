# Poisson's quasi-likelihood with an effect per group: prints the figures of demand-count-reference.json, from its own rows.
#
# Run: Rscript packages/core/test/model/demand-count-reference.R     (R 4.2.2)
text <- readLines("packages/core/test/model/demand-count-reference.json")
lines <- regmatches(text, regexpr("^ +\\[[0-9., ]+\\]", text))
rows <- read.csv(text = gsub("[][ ]", "", lines), header = FALSE)
names(rows) <- c("group", "units", "a", "b", "feat")
model <- glm(units ~ 0 + factor(group) + log(a) + log(b) + feat,
  family = quasipoisson, data = rows, control = list(epsilon = 1e-14, maxit = 100))
print(summary(model)$coefficients, digits = 12)
print(summary(model)$dispersion, digits = 12)
x <- model.matrix(model)
scores <- rowsum(x * (rows$units - fitted(model)), rows$group)
bread <- solve(t(x) %*% (x * fitted(model)))
groups <- nrow(scores)
factor <- groups / (groups - 1) * (nrow(x) - 1) / (nrow(x) - ncol(x))
print(sqrt(diag(bread %*% t(scores) %*% scores %*% bread) * factor), digits = 12)
