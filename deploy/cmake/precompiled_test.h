// What nearly every test reads; most of it is Catch2's single header.
#pragma once
#include <catch2/catch.hpp>

#include "deploy/cmake/precompiled.h"
