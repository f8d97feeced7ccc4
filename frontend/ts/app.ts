import "./trusted";
import "htmx.org";
import "./behaviour";
import "./keys";
