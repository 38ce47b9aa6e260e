export { type CompetitorOptions, competitorNews } from "./competitor-news.js";
export type { Connector, ConnectorOptions } from "./connector.js";
export { type MarketOptions, marketPrices } from "./market-prices.js";
export { type SocialOptions, socialPosts } from "./social-posts.js";
export { weatherForecasts } from "./weather-forecast.js";
export { type WeatherOptions, weatherObservations } from "./weather-observation.js";
