import * as z from "zod";
import { settingGroup, textList, wholeNumber, yesOrNo } from "./setting.js";

/** The dashboard as a process of its own, in front of a server's REST interface. */
export const dashboardSettings = settingGroup({
  host: {
    env: "CDP_DASHBOARD_HOST",
    schema: z.string().default("127.0.0.1"),
    help: "Address that the dashboard listens at; one that others reach needs CDP_DASHBOARD_OPEN.",
    flag: "--host <address>",
  },
  port: {
    env: "CDP_DASHBOARD_PORT",
    schema: wholeNumber(0, 65535).default(8501),
    help: "Port of the dashboard; 0 takes any free one.",
    flag: "--port <number>",
  },
  target: {
    env: "CDP_DASHBOARD_TARGET",
    schema: z
      .url({ protocol: /^https?$/, error: "expected an address such as http://127.0.0.1:8000" })
      .default("http://127.0.0.1:8000"),
    help: "Server that the dashboard asks: its origin and base path.",
    flag: "--target <url>",
  },
  key: {
    env: "CDP_DASHBOARD_KEY",
    schema: z.string().optional(),
    help: "API key that the dashboard asks with for visitors who bring none of their own.",
    secret: true,
  },
  open: {
    env: "CDP_DASHBOARD_OPEN",
    schema: yesOrNo.default(false),
    help: "Whether others may reach it, because what is in front of it keeps strangers out.",
  },
  hosts: {
    env: "CDP_DASHBOARD_HOSTS",
    schema: textList.default([]),
    help: "Names, beside those of loopback, under which visitors reach the dashboard, with commas.",
    example: "whatif.example.com",
  },
});
