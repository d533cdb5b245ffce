import { removeN8nFolder } from '../isolation';

afterAll(() => removeN8nFolder());
