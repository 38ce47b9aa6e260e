/** What `truth.json` says about its own fields. */
export const truthNotes: Readonly<Record<string, string>> = {
  timing:
    "x_0 = choice. A behaviour line dated t (local 02:00) surveys x_t. During day t people choose under the market lines dated t: x_{t+1} = ρ x_t + (1 − ρ) s_t. Units and orders of day t come from x_{t+1}.",
  choice: "s_t = softmax over brands of intercept + effects of day t",
  price:
    "effect −priceCoefficient × ln(price × (1 − discount) / brands[].price), price as written in the market line, currency per unit",
  points: "effect effects.points × loyaltyProgramme × ln(point_multiplier)",
  bogo: "effect −priceCoefficient × ln(1 − effects.bogoRedemption / 2)",
  feature: "effect effects.feature × level, display alike",
  temperature:
    "effect brands[].temperature × (written °C − normal of the day); the normal runs straight between mid-month values of regions[].temperature",
  rain: "effect brands[].rain on a day written as rainy",
  holiday: "effect brands[].holiday on every day of holidays[], first and last included",
  habit: "ρ: share of people that repeats its brand each day",
  buying:
    "q: probability of buying in the category per person and day; with I = ln Σ choice × exp(effects): q exp(λI) / (1 + q (exp(λI) − 1)), λ = effects.incidence",
  units: "Poisson(Σ over personas of population × buying × x_{t+1})",
  behaviour: "multinomial survey of `people` from x_t, afresh every day",
  customers:
    "with each order the brand follows diag(ρ) + (1 − ρ) s_t from the customer's last brand; the first brand comes from choice",
};
