# Reference sizes, powers and detectable effects, from R's power.prop.test and power.t.test (strict = FALSE).
#
# Run: Rscript experiment-power-reference.R > experiment-power-reference.json     (R 4.2.2)
tight <- .Machine$double.eps^0.9
alternative <- function(sided) if (sided == "one") "one.sided" else "two.sided"
number <- function(x) formatC(x, digits = 12, format = "g")
row <- function(...) {
  values <- list(...)
  parts <- mapply(function(name, value) {
    paste0("\"", name, "\": ", if (is.character(value)) paste0("\"", value, "\"") else number(value))
  }, names(values), values)
  paste0("{", paste(parts, collapse = ", "), "}")
}
proportions <- expand.grid(p1 = c(0.0005, 0.004, 0.03, 0.4), lift = c(0.1, 0.5, 1.3), alpha = c(0.05, 0.001), sided = c("one", "two"), stringsAsFactors = FALSE)
proportion <- apply(proportions, 1, function(case) {
  p1 <- as.numeric(case["p1"]); p2 <- p1 * (1 + as.numeric(case["lift"])); alpha <- as.numeric(case["alpha"]); side <- case[["sided"]]
  n <- power.prop.test(p1 = p1, p2 = p2, sig.level = alpha, power = 0.85, alternative = alternative(side), tol = tight)$n
  given <- power.prop.test(n = 3000, p1 = p1, p2 = p2, sig.level = alpha, alternative = alternative(side))$power
  row(p1 = p1, p2 = p2, alpha = alpha, sided = side, n = n, powerAt3000 = given)
})
means <- expand.grid(delta = c(0.02, 0.4, 1.5, 3), alpha = c(0.05, 0.001), sided = c("one", "two"), stringsAsFactors = FALSE)
mean <- apply(means, 1, function(case) {
  delta <- as.numeric(case["delta"]); alpha <- as.numeric(case["alpha"]); side <- case[["sided"]]
  n <- power.t.test(delta = delta, sd = 1, sig.level = alpha, power = 0.9, alternative = alternative(side), tol = tight)$n
  given <- power.t.test(n = 7, delta = delta, sd = 1, sig.level = alpha, alternative = alternative(side))$power
  effect <- power.t.test(n = 12, sd = 1, sig.level = alpha, power = 0.9, alternative = alternative(side), tol = tight)$delta
  row(delta = delta, alpha = alpha, sided = side, n = n, powerAt7 = given, effectAt12 = effect)
})
cat("{\n\"source\": \"R ", R.version$major, ".", R.version$minor, ", experiment-power-reference.R\",\n", sep = "")
cat("\"proportion\": [\n", paste(proportion, collapse = ",\n"), "\n],\n", sep = "")
cat("\"mean\": [\n", paste(mean, collapse = ",\n"), "\n]\n}\n", sep = "")
