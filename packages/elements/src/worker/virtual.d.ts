/** The bundled code of `twin-worker.ts`, supplied by the build. */
declare module "virtual:twin-worker" {
  const code: string;
  export default code;
}
