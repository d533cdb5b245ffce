import '../../tools/n8n-harness/isolation';
import '../../tools/n8n-harness/virtualTime';
