import "./behaviour";
