#include "sync/ledger/session.h"
