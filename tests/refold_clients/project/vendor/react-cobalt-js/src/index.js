import Config from "./components/Config";
import Field from "./components/Field";
import { Context, Provider } from "./components/Provider";

export { Context, Config, Field, Provider };
