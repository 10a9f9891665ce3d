// Follows the events of the server (HTML section 9.2) by fetch, so that the admin token goes in a header.

import { events } from './api.js';

/** Splits a stream of text into events. */
export class EventParser {
  constructor(onEvent) {
    this.onEvent = onEvent;
    this.rest = '';
    this.clear();
  }
  clear() {
    this.name = 'message';
    this.data = [];
  }
  push(text) {
    const lines = (this.rest + text).split('\n');
    this.rest = lines.pop();
    for (const line of lines) this.line(line.endsWith('\r') ? line.slice(0, -1) : line);
  }
  line(line) {
    if (line === '') {
      if (this.data.length > 0) this.onEvent(this.name, this.data.join('\n'), this.id);
      return this.clear();
    }
    const colon = line.indexOf(':');
    if (colon === 0) return undefined;
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (name === 'event') this.name = value;
    else if (name === 'data') this.data.push(value);
    else if (name === 'id') this.id = value;
    return undefined;
  }
}

const longestWait = 8000;

/**
 * Follows the events for ever, and comes back after each end.
 *
 * onEvent(name, value) gets each event, onState('live' | 'lost' | 'locked') how the connection is.
 */
export async function follow(onEvent, onState) {
  let lastID = '';
  let wait = 500;
  for (;;) {
    try {
      const response = await events(lastID);
      if (response.status === 401 || response.status === 403) {
        onState('locked');
        return;
      }
      if (!response.ok) throw new Error(`The server answered ${response.status}.`);
      const reader = response.body.getReader();
      const decoder = new TextDecoder();
      const parser = new EventParser((name, data, id) => {
        if (id) lastID = id;
        onEvent(name, JSON.parse(data));
      });
      onState('live');
      wait = 500;
      for (;;) {
        const { done, value } = await reader.read();
        if (done) break;
        parser.push(decoder.decode(value, { stream: true }));
      }
    } catch {
      /* it comes back */
    }
    onState('lost');
    await new Promise(resolve => setTimeout(resolve, wait));
    wait = Math.min(wait * 2, longestWait);
  }
}
