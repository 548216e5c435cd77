/** What was there before if it says the same: whoever compares objects then sees that nothing changed. */
export function kept<T>(before: T | undefined, now: T): T {
  return before !== undefined && isSame(before, now) ? before : now;
}

/** Whether two values of plain data say the same. */
export function isSame(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false;
  const names = Object.keys(left);
  return names.length === Object.keys(right).length
    && names.every((name) => name in right && isSame(left[name as never], right[name as never]));
}
