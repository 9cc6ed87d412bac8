// The bell: whether this page may sound, and whether it is looked at. The rest of the alerts is fetched when something rings, or with
// the first press.
let context, heard = false, asked = 0, sounding = 0, fetched, letGo;

export const wait = ms => new Promise(done => setTimeout(done, ms));
export const sounds = () => heard;
export const mute = () => document.documentElement.hasAttribute('data-js-mute');

// Without a press of this page's a resumption may be pending for ever; after one a busy machine may take its time.
const patience = () => navigator.userActivation?.hasBeenActive ? 10e3 : 1000;

// What was asked last knows best: an answer from before a press would say mute for good.
export async function audible() {
  context ??= new AudioContext();
  const turn = ++asked;
  const may = await Promise.race([context.resume().then(() => true), wait(patience()).then(() => false)]);
  if (turn === asked) {
    heard = may;
    document.documentElement.toggleAttribute('data-js-mute', !may);
    hush();
  }
  return may;
}

// Plays what answers how many seconds it takes.
export async function sound(play) {
  sounding++;
  await Promise.race([context.resume(), wait(patience())]);
  await wait(1000 * play(context));
  sounding--;
  hush();
}

// A context that runs costs as much in silence.
const hush = () => sounding || context.suspend();

const wanted = () => document.getElementById('bell')?.dataset.sound === 'true';
const alerts = new BroadcastChannel('convos-alerts');
const more = () => fetched ??= import('./alerts.js').catch(lost => { fetched = null; throw lost; });
// What does not come now is asked for again by what needs it.
const soon = () => more().catch(() => {});
for (const press of ['click', 'keydown', 'pointerup']) {
  document.addEventListener(press, () => heard || wanted() && audible());
  document.addEventListener(press, soon, { once: true });
}
const ofStream = (name, act) => document.addEventListener(name, ({ target, detail }) => target.id === 'live' && act(JSON.parse(detail.data)));
ofStream('alert', async alert => (await more()).on(alert));
// Only the tab that hears is told, and another may have shown or counted it: all hear of it, this one too. It is nothing to a page that
// was told of nothing.
ofStream('alert-over', async over => {
  await fetched?.catch(() => {});
  alerts.postMessage({ over });
});

// A tab that is looked at says so by a lock that such tabs share; it goes with the tab.
function look() {
  letGo = letGo?.();
  if (!document.hidden) {
    navigator.locks?.request('convos-looked-at', { mode: 'shared' }, () => document.hidden ? null : new Promise(done => { letGo = done; }));
  }
}
document.addEventListener('visibilitychange', look);
look();
if (wanted()) {
  audible();
}
if (document.querySelector('.alerts')) {
  soon();
}
