/** Version of the simulation's arithmetic; a receipt made by another one says so. */
export const ENGINE_VERSION = "0.5.0";
