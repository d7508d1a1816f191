// @ts-check
/** Español. */
export default {};
