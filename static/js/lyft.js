// Small helps on pages that work without them. No inline handlers: everything hangs on data attributes.
"use strict";
