/** The bundled code of `engine-worker.ts`, supplied by the build. */
declare module "virtual:engine-worker" {
  const code: string;
  export default code;
}
