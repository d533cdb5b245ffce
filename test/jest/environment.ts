import '../../tools/n8n-harness/isolation';
import '../../tools/n8n-harness/virtualTime';
import { onRun } from '../../tools/n8n-harness/runListeners';
import { noteOperations } from './operationsRun';
import { checkItems, checkOutputs } from './outputCheck';

onRun((run) => {
	if ('nodes' in run) {
		noteOperations(run.nodes, run.runData);
		checkOutputs(run.nodes, run.runData);
	} else {
		checkItems(run.trigger, 'output', run.items);
	}
});
