import "htmx.org";
import "./behaviour";
