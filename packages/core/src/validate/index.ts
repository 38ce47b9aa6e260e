export { validateBehaviour } from "./behaviour.js";
export { coerceNumbers } from "./coerce.js";
export { readObject } from "./read-object.js";
export { recognise, type UnknownLine, unrecognised } from "./recognise.js";
export { validate } from "./validate.js";
