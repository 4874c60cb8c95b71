// Why: the statement and the register are saved as one version, put on top of what somebody else saved, and say so, in the same way.

import { read, write } from './artefact.js';
import { announce, byId } from './dom.js';
import { closeCitation } from './panel.js';
import { saveBar } from './savebar.js';

/** Puts what waits on top of a later version that was read; gives what to say of it, or ''. */
export function onTop(work, artefact) {
  if (work.version === artefact.version) return '';
  const clashes = work.rebase(artefact.version, artefact.content);
  return `Version ${artefact.version} was saved meanwhile. Your unsaved changes stand on top of it${clashes.length ? `; both changed ${clashes.join(', ')}, and yours is shown` : ''}.`;
}

/**
 * The bar below tables that are edited. `said()` and `discard()` are as in every such bar, `open()` names the row that is open, and
 * `show(row)` shows the page anew.
 */
export function tableBar({ family, artefact, versions, work, place, said, discard, open, show }) {
  const save = async () => {
    await write(family, artefact.id, work.version, work.content);
    work.discard();
    const row = byId('panel').hidden ? null : open();
    closeCitation();
    await show(row);
    if (!row) place.focus({ preventScroll: true });
  };
  const rebase = async () => {
    const latest = await read(family, artefact.id);
    const clashes = work.rebase(latest.version, latest.content);
    await show();
    announce(clashes.length ? `Both changed ${clashes.join(', ')}; yours stands there.` : 'Your changes stand on the later version. Look at them and save.');
  };
  return saveBar({ said, word: () => `Save as version ${versions[0].version + 1}`, save, discard, conflict: () => [{ label: 'Put mine on top of it', run: rebase }] });
}
