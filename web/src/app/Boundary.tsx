import { Component, type ReactNode } from 'react';
import { FailureNote } from '@/components/FailureNote';

/** Keeps a fault of one page to that page. */
export class Boundary extends Component<{ children: ReactNode }, { wrong: Error | null }> {
  override state = { wrong: null };

  static getDerivedStateFromError(wrong: Error) {
    return { wrong };
  }

  override render() {
    const { wrong } = this.state;
    return wrong === null ? this.props.children : (
      <FailureNote failure={wrong} title="This page failed to draw" again={() => this.setState({ wrong: null })} />
    );
  }
}
