import '../isolation';
import '../virtualTime';
