// What moves the figures of «En vivo» without being an event: a wait that passes its target, somebody who falls silent, a schedule.
import { outdated } from './regions.js';

setInterval(() => {
  if (!document.hidden && document.getElementById('board')) {
    outdated(['#board']);
  }
}, 15e3);
