/** A local date and time as its input field wants it, to the minute or to the second. */
export function localTime(ms: number, unit: 'minute' | 'second' = 'minute'): string {
  const date = new Date(ms);
  const two = (number: number) => String(number).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  const time = `${two(date.getHours())}:${two(date.getMinutes())}`;
  return `${day}T${time}${unit === 'second' ? `:${two(date.getSeconds())}` : ''}`;
}
