import { ActionIcon, Tooltip, useMantineColorScheme } from '@mantine/core';
import { IconDeviceDesktop, IconMoon, IconSun } from '@tabler/icons-react';

const next = { light: 'dark', dark: 'auto', auto: 'light' } as const;
const icons = { light: IconSun, dark: IconMoon, auto: IconDeviceDesktop };
const names = { light: 'light', dark: 'dark', auto: 'as the system' };

/** Light, dark, or as the system has it. */
export function SchemeButton() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const Icon = icons[colorScheme];
  const label = `Colours: ${names[colorScheme]}. Change to ${names[next[colorScheme]]}`;
  return (
    <Tooltip label={label}>
      <ActionIcon variant="subtle" color="gray" size="lg" aria-label={label} onClick={() => setColorScheme(next[colorScheme])}>
        <Icon size={18} stroke={1.7} />
      </ActionIcon>
    </Tooltip>
  );
}
