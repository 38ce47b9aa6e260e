export { arrayItems, unwrapBinaryCloudEvent, unwrapCloudEvent } from "./cloud-event.js";
