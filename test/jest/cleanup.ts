import { removeN8nFolder } from '../../tools/n8n-harness/isolation';

afterAll(() => removeN8nFolder());
